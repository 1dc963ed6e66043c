/** Whom to believe and what may be deployed, from where, to where. Chosen by the embedder, never defaulted. */
@NullMarked
package dev.towline.trust;

import org.jspecify.annotations.NullMarked;
