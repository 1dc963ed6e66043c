/** The one port through which every mutating file operation goes. Not exported. */
@NullMarked
package dev.towline.disk;

import org.jspecify.annotations.NullMarked;
