/** Making a destination equal a tree. A {@link dev.towline.sync.Syncer} says which moves do it; Towline makes them. */
@NullMarked
package dev.towline.sync;

import org.jspecify.annotations.NullMarked;
