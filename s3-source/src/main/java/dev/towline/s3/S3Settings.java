package dev.towline.s3;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Which store to talk to. */
record S3Settings(Optional<String> region, Optional<URI> endpoint, boolean pathStyle) {

    static final S3Settings DEFAULT = new S3Settings(Optional.empty(), Optional.empty(), false);

    S3Settings region(String region) {
        if (!region.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("not a region: " + region + "; one looks like eu-central-1");
        }
        return new S3Settings(Optional.of(region), endpoint, pathStyle);
    }

    S3Settings endpoint(URI endpoint) {
        if (!String.valueOf(endpoint.getScheme()).matches("(?i)https?")
                || endpoint.getHost() == null
                || endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "an endpoint is the http or https address of a host, without user, such as https://minio.example.com:9000");
        }
        return new S3Settings(region, Optional.of(endpoint), pathStyle);
    }

    S3Settings withPathStyle() {
        return new S3Settings(region, endpoint, true);
    }

    /** A client that does not retry: that is core's, which also knows what was read so far. */
    S3Client client(SdkHttpClient http) {
        AwsCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build();
        S3ClientBuilder client = S3Client.builder()
                .httpClient(http)
                .credentialsProvider(credentials)
                .forcePathStyle(pathStyle)
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
        region.map(Region::of).ifPresent(client::region);
        endpoint.ifPresent(address -> {
            client.endpointOverride(address);
            if (region.isEmpty()) {
                client.region(configuredRegion());
            }
        });
        return client.build();
    }

    /** Without asking the instance's metadata: a store of one's own is no place to wait for that. */
    private static Region configuredRegion() {
        try {
            return new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                    .getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }
}
