package dev.towline.trigger;

import dev.towline.source.ArtifactSource;
import java.net.URI;

/** Ready-made places of pointers. */
public final class Pointers {

    private Pointers() {}

    /**
     * The pointer that is an object at {@code address}, opened by {@code source}. Nothing at that address means that there
     * is no pointer. A reading that fails is tried three times within 30 seconds; a source that stalls is left. Where
     * the source gives a tag (ETag), a reading asks for the object only if it has another one; every tenth reading asks for
     * it in any case.
     */
    public static PointerSource at(ArtifactSource source, URI address) {
        return new StoredPointer(source, address);
    }
}
