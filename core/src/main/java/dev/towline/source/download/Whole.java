package dev.towline.source.download;

import java.util.Optional;

/** All bytes of an artifact, and the tag that tells it from others; empty where its source gave none. */
public final class Whole {

    private final byte[] bytes;
    private final Optional<String> tag;

    Whole(byte[] bytes, Optional<String> tag) {
        this.bytes = bytes;
        this.tag = tag;
    }

    /** The bytes themselves, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    public Optional<String> tag() {
        return tag;
    }
}
