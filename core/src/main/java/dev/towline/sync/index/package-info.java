/** The record of a destination's tree as a deploy left it, and what became of that tree since. Not exported. */
@NullMarked
package dev.towline.sync.index;

import org.jspecify.annotations.NullMarked;
