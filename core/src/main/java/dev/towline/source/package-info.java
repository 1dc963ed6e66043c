/** Where artifacts and manifests come from. Implement {@link dev.towline.source.ArtifactSource} for a new place. */
@NullMarked
package dev.towline.source;

import org.jspecify.annotations.NullMarked;
