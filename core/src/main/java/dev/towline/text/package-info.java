/** Words and lines of the files that people write, as messages show them. Not exported. */
@NullMarked
package dev.towline.text;

import org.jspecify.annotations.NullMarked;
