/** Deploys measured against what people use today, as ratios within one run. Start at {@code Benchmark}. */
@NullMarked
package dev.towline.e2e.bench;

import org.jspecify.annotations.NullMarked;
