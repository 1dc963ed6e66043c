/** Building the new tree beside the destination, writing only what changed. Not exported. */
@NullMarked
package dev.towline.sync.staging;

import org.jspecify.annotations.NullMarked;
