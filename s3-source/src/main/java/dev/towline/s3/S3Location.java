package dev.towline.s3;

import dev.towline.source.ArtifactRequest;
import dev.towline.source.PermanentFetchException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An object in a bucket, perhaps one version of it. */
record S3Location(String bucket, String key, Optional<String> version) {

    private static final String VERSION = "versionId=";

    S3Location {
        if (bucket.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException("an object needs a bucket and a key");
        }
    }

    /** What {@code request} names: {@code s3://bucket/key} or {@code s3://bucket/key?versionId=version}. */
    static S3Location of(ArtifactRequest request) throws PermanentFetchException {
        URI uri = request.uri();
        String authority = uri.getRawAuthority();
        if (!"s3".equalsIgnoreCase(uri.getScheme()) || authority == null || !authority.matches("[A-Za-z0-9._-]+")) {
            throw new PermanentFetchException(request + " names no object: write s3://bucket/key");
        }
        String key = decoded(uri.getRawPath().replaceFirst("^/+", ""), request);
        if (key.isEmpty()) {
            throw new PermanentFetchException(request + " names a bucket and no object: write s3://bucket/key");
        }
        if (uri.getRawFragment() != null) {
            throw new PermanentFetchException(request + " has a fragment (#): a # in a key is written %23");
        }
        return new S3Location(authority, key, version(uri, request));
    }

    private static Optional<String> version(URI uri, ArtifactRequest request) throws PermanentFetchException {
        String query = uri.getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        if (!query.startsWith(VERSION) || query.length() == VERSION.length() || query.contains("&")) {
            throw new PermanentFetchException(request
                    + " has a query that means nothing here: only ?versionId=... does; a ? in a key is written %3F");
        }
        return Optional.of(decoded(query.substring(VERSION.length()), request));
    }

    /** {@code %XX} once, as UTF-8; a plus is a plus. */
    private static String decoded(String raw, ArtifactRequest request) throws PermanentFetchException {
        String text = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            throw new PermanentFetchException(request + " is not UTF-8 where it is written with %");
        }
        return text;
    }
}
