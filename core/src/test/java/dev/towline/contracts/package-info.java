/** What keeps the contracts of the testkit, and what breaks them and is caught. */
@NullMarked
package dev.towline.contracts;

import org.jspecify.annotations.NullMarked;
