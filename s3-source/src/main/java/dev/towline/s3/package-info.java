/**
 * Artifacts and manifests from Amazon S3 and stores that speak its protocol. Start at
 * {@link dev.towline.s3.S3ArtifactSource}.
 */
@NullMarked
package dev.towline.s3;

import org.jspecify.annotations.NullMarked;
