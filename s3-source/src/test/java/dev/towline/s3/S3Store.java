package dev.towline.s3;

import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A real S3 server in this JVM that keeps its objects in memory, checks signatures and ends with the test class. */
final class S3Store implements BeforeAllCallback, AfterAllCallback {

    static final String BUCKET = "releases";
    static final String KEY_ID = "local-identity";
    static final String SECRET = "local-credential";

    private @Nullable S3Proxy proxy;
    private @Nullable S3Client client;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.identity", KEY_ID);
        properties.setProperty("jclouds.credential", SECRET);
        S3Proxy started = S3Proxy.builder()
                .blobStore(BlobStores.create("transient", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
                .stopTimeout(0)
                .build();
        started.start();
        proxy = started;
        client = client(endpoint(), SECRET);
        client().createBucket(b -> b.bucket(BUCKET));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        client().close();
        running().stop();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + running().getPort());
    }

    /** Puts an object there by another road than the source. */
    void put(String key, byte[] content) {
        client().putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
    }

    S3Client client() {
        if (client == null) {
            throw new IllegalStateException("not started");
        }
        return client;
    }

    /** A caller's own client, without retries. */
    static S3Client client(URI endpoint, String secret) {
        return S3Client.builder()
                .httpClient(Apache5HttpClient.create())
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY_ID, secret)))
                .overrideConfiguration(
                        o -> o.retryStrategy(software.amazon.awssdk.awscore.retry.AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private S3Proxy running() {
        if (proxy == null) {
            throw new IllegalStateException("not started");
        }
        return proxy;
    }
}
