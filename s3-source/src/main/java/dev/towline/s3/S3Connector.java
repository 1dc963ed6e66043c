package dev.towline.s3;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Has the client: one that was given, or one of its own, made when first needed. */
final class S3Connector {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Longer than a download's own patience, which shall be the one to end a stall. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final Optional<S3Client> given;
    private final S3Settings settings;
    private @Nullable S3Client client;
    private @Nullable SdkHttpClient http;
    private boolean closed;

    private S3Connector(Optional<S3Client> given, S3Settings settings) {
        this.given = given;
        this.settings = settings;
    }

    static S3Connector given(S3Client client) {
        return new S3Connector(Optional.of(client), S3Settings.DEFAULT);
    }

    static S3Connector own(S3Settings settings) {
        return new S3Connector(Optional.empty(), settings);
    }

    synchronized S3Client client() {
        if (closed) {
            throw new IllegalStateException("this S3 source is closed");
        }
        if (given.isPresent()) {
            return given.get();
        }
        if (client == null) {
            SdkHttpClient own = http == null
                    ? Apache5HttpClient.builder()
                            .connectionTimeout(CONNECT)
                            .socketTimeout(SILENCE)
                            .build()
                    : http;
            http = own;
            client = settings.client(own);
        }
        return client;
    }

    synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
            client = null;
        }
        if (http != null) {
            http.close();
            http = null;
        }
    }
}
