/** What holds across modules. */
@NullMarked
package dev.towline.e2e;

import org.jspecify.annotations.NullMarked;
