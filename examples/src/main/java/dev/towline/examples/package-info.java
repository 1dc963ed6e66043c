/** One small class per reader's question, and the quickstart. */
@NullMarked
package dev.towline.examples;

import org.jspecify.annotations.NullMarked;
