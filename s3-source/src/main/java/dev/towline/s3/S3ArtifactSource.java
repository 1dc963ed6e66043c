package dev.towline.s3;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A source of {@code s3://bucket/key} addresses. Leading slashes of the key are dropped, {@code %XX} in it is decoded
 * once as UTF-8 ({@code s3://bucket/a%20b} is the object {@code a b}, a {@code +} is a plus), and
 * {@code ?versionId=...} names one version. The tag is the object's ETag.
 *
 * <p>Safe for use by several threads. Nothing is loaded or asked before the first artifact is opened. Closing gives
 * back what this source made itself, never a client that it was given; it can be closed more than once. The SDK's
 * blocking client cannot be interrupted while it waits for an answer: the request's deadline ends that, or its own.
 */
public final class S3ArtifactSource implements ArtifactSource, AutoCloseable {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d+/.*");

    private final S3Connector connector;

    private S3ArtifactSource(S3Connector connector) {
        this.connector = connector;
    }

    /**
     * A source with the SDK's own chains: credentials and region from environment, system properties, profile, or the
     * host's or container's role. For a Kubernetes service account {@code software.amazon.awssdk:sts} must be on the
     * class path.
     */
    public static S3ArtifactSource create() {
        return builder().build();
    }

    /** A source that uses {@code client}, which stays the caller's to close. Its retries come on top of Towline's. */
    public static S3ArtifactSource using(S3Client client) {
        return new S3ArtifactSource(S3Connector.given(client));
    }

    /** A source for one region, or for a store that speaks S3's protocol. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
        GetObjectRequest question = question(S3Location.of(request), request);
        ResponseInputStream<GetObjectResponse> answer;
        try {
            answer = connector.client().getObject(question);
        } catch (SdkException e) {
            throw S3Errors.explained(e, request);
        }
        S3Body body = new S3Body(answer, request);
        Artifact artifact = Artifact.of(body, answer.response().contentLength())
                .startingAt(offset(answer.response()))
                .closedBy(body);
        String tag = answer.response().eTag();
        return tag == null ? artifact : artifact.withTag(tag);
    }

    @Override
    public void close() {
        connector.close();
    }

    private static GetObjectRequest question(S3Location location, ArtifactRequest request) {
        GetObjectRequest.Builder question =
                GetObjectRequest.builder().bucket(location.bucket()).key(location.key());
        location.version().ifPresent(question::versionId);
        request.expectedTag().ifPresent(question::ifMatch);
        request.knownTag().ifPresent(question::ifNoneMatch);
        request.deadline().ifPresent(patience -> question.overrideConfiguration(o -> o.apiCallTimeout(patience)));
        if (request.offset() == 0 && request.length().isEmpty()) {
            question.checksumMode(ChecksumMode.ENABLED);
        } else {
            String last = request.length().isPresent()
                    ? String.valueOf(request.offset() + request.length().getAsLong() - 1)
                    : "";
            question.range("bytes=" + request.offset() + "-" + last);
        }
        return question.build();
    }

    /** Where the answer begins, which is the store's word and not the request's. */
    private static long offset(GetObjectResponse answer) {
        String range = answer.contentRange();
        Matcher matcher = CONTENT_RANGE.matcher(range == null ? "" : range);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Settings of a source's own client; what is not set comes from the SDK's chains. Not thread-safe. */
    public static final class Builder {

        private S3Settings settings = S3Settings.DEFAULT;

        private Builder() {}

        /** The region of the buckets, such as {@code eu-central-1}. */
        public Builder region(String region) {
            settings = settings.region(region);
            return this;
        }

        /** The http or https address of a store that speaks S3's protocol. Its region is {@code us-east-1} unless set. */
        public Builder endpoint(URI endpoint) {
            settings = settings.endpoint(endpoint);
            return this;
        }

        /** Names the bucket in the path instead of the host's name, which many such stores need. */
        public Builder pathStyle() {
            settings = settings.withPathStyle();
            return this;
        }

        public S3ArtifactSource build() {
            return new S3ArtifactSource(S3Connector.own(settings));
        }
    }
}
