package dev.towline.examples.agent;

import java.net.URI;
import java.net.URISyntaxException;

/** Addresses as people and events write them. */
final class Urls {

    private Urls() {}

    /** @throws IllegalArgumentException when {@code text} is no URL with a scheme; the message repeats no more of it than it must */
    static URI parse(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null) {
                throw new IllegalArgumentException("'" + text.replaceFirst("[?#].*", "")
                        + "' is not a URL: it has no scheme such as s3://, https:// or file:///");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "that is not a URL: " + e.getReason() + (e.getIndex() < 0 ? "" : " at index " + e.getIndex()), e);
        }
    }
}
