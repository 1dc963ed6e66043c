/** Carrying moves out, keeping what they replace, and taking them back. Not exported. */
@NullMarked
package dev.towline.sync.mover;

import org.jspecify.annotations.NullMarked;
