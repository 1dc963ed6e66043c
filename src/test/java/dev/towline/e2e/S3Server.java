package dev.towline.e2e;

import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A real S3 server in this JVM that checks signatures. */
final class S3Server implements AutoCloseable {

    static final String KEY_ID = "local-identity";
    static final String SECRET = "local-credential";
    private static final String BUCKET = "releases";

    private final S3Proxy server;

    S3Server() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.identity", KEY_ID);
        properties.setProperty("jclouds.credential", SECRET);
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("transient", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
                .stopTimeout(0)
                .build();
        server.start();
        try (S3Client client = client()) {
            client.createBucket(bucket -> bucket.bucket(BUCKET));
        }
    }

    /** Uploads an object and gives back its address. */
    URI put(String key, byte[] content) {
        try (S3Client client = client()) {
            client.putObject(object -> object.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
        }
        return URI.create("s3://" + BUCKET + "/" + key);
    }

    /** The agent's command line for a manifest that is here. */
    String[] deploy(URI manifest) {
        return new String[] {
            "deploy",
            manifest.toString(),
            "--allow-unsigned",
            "--s3-endpoint",
            endpoint().toString(),
            "--s3-path-style"
        };
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    private S3Client client() {
        return S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder())
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY_ID, SECRET)))
                .build();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }
}
