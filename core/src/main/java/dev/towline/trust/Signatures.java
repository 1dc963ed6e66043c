package dev.towline.trust;

import java.net.URI;

/** Where signatures are read from: {@link Trust#admit} asks for the one it needs, and for no other. */
@FunctionalInterface
public interface Signatures {

    /**
     * All of what lies at {@code address}, at most {@link Trust#MAX_SIGNATURE_BYTES}.
     *
     * @throws Exception when it cannot be had for whatever reason: the manifest counts as unsigned
     */
    byte[] read(URI address) throws Exception;
}
