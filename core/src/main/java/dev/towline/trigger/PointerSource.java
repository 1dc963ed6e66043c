package dev.towline.trigger;

import java.io.IOException;
import java.util.Optional;

/**
 * A place that holds a deployment's pointer. Its {@code toString} names the place, without secrets. Implementations are
 * safe for use by several threads.
 */
@FunctionalInterface
public interface PointerSource {

    /**
     * Reads the pointer as it is now. Blocks and obeys interruption.
     *
     * @return empty when the place can be reached and holds nothing
     * @throws InvalidPointerException when what it holds is no pointer
     * @throws IOException when it cannot be read; the message names the place and holds no secret
     * @throws InterruptedException when the calling thread was interrupted
     */
    Optional<Pointer> read() throws IOException, InterruptedException;
}
