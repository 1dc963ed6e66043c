package dev.towline.trigger;

import dev.towline.source.ArtifactRequest;
import java.net.URI;
import java.net.URISyntaxException;

/** Addresses of manifests, as hints and pointers name them. */
final class Words {

    private Words() {}

    /** @throws IllegalArgumentException when {@code text} is no URL; the message repeats no credentials */
    static URI url(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            String place = e.getIndex() < 0 ? "" : " at index " + e.getIndex();
            throw new IllegalArgumentException("that is not a URL: " + e.getReason() + place);
        }
        if (uri.getScheme() == null || uri.isOpaque()) {
            throw new IllegalArgumentException("'" + printable(uri)
                    + "' is not the URL of a manifest: write s3://bucket/key, https://host/path or file:///path");
        }
        return uri;
    }

    static String printable(URI uri) {
        return ArtifactRequest.of(uri).toString();
    }
}
