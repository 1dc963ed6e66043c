/** Pull deploys. */
@NullMarked
package dev.towline;

import org.jspecify.annotations.NullMarked;
