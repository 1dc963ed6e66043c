/**
 * Pull deploys. Start at {@link dev.towline.Deployer}; extend through {@code source}, {@code sync} and {@code hook};
 * decide whom to believe in {@code trust}.
 */
@NullMarked
package dev.towline;

import org.jspecify.annotations.NullMarked;
