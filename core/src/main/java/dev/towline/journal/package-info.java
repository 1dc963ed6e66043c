/** What Towline remembers of its destinations. Not exported. */
@NullMarked
package dev.towline.journal;

import org.jspecify.annotations.NullMarked;
