/** Reading an artifact to its end over whatever the network does: reconnecting, pacing, limits. Not exported. */
@NullMarked
package dev.towline.source.download;

import org.jspecify.annotations.NullMarked;
