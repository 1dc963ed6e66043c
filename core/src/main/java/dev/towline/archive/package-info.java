/** A tree is poured: strict, streaming, bounded reading of archives. Not exported. */
@NullMarked
package dev.towline.archive;

import org.jspecify.annotations.NullMarked;
