package dev.towline.examples.quickstart;

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

/** A real S3 server in this JVM, on a port of its own, with one bucket; its objects are gone when it is closed. */
final class LocalStore implements AutoCloseable {

    static final String BUCKET = "releases";

    private final S3Proxy server;
    private final S3Client client;

    LocalStore() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.provider", "transient");
        properties.setProperty("jclouds.identity", "quickstart");
        properties.setProperty("jclouds.credential", "quickstart-secret");
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("transient", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, "quickstart", "quickstart-secret")
                .build();
        server.start();
        client = S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("quickstart", "quickstart-secret")))
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
        client.createBucket(bucket -> bucket.bucket(BUCKET));
    }

    S3Client client() {
        return client;
    }

    /** Uploads an object and gives back its address. */
    URI put(String key, byte[] content) {
        client.putObject(object -> object.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
        return URI.create("s3://" + BUCKET + "/" + key);
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }
}
