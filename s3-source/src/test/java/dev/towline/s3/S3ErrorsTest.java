package dev.towline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.source.ArtifactRequest;
import dev.towline.source.CannotResumeException;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.SourceBusyException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ErrorsTest {

    private static final ArtifactRequest REQUEST = ArtifactRequest.of(URI.create("s3://releases/42/app.tar"));

    @ParameterizedTest
    @DisplayName("N15 what trying again cannot help says what to do")
    @CsvSource(
            delimiter = '|',
            value = {
                "400|ExpiredToken|The provided token has expired|renew",
                "403|InvalidAccessKeyId|no such key|check key, secret and endpoint",
                "403|SignatureDoesNotMatch|no match|check key, secret and endpoint",
                "403|RequestTimeTooSkewed|too large|clock",
                "301|PermanentRedirect|elsewhere|region eu-west-1",
                "301||elsewhere|region eu-west-1",
                "400|AuthorizationHeaderMalformed|expecting eu-west-1|region eu-west-1",
                "403|AccessDenied|not authorized to perform: kms:Decrypt|grant kms:Decrypt",
                "400|KMS.DisabledException|disabled|KMS key",
                "403|AccessDenied|Access Denied|grant s3:GetObject",
                "403|InvalidObjectState|in Glacier|restore",
                "400|InvalidArgument|odd|odd"
            })
    void permanent(int status, String code, String told, String action) throws Exception {
        IOException explained = S3Errors.explained(answer(status, code, told), REQUEST);

        assertThat(explained)
                .isExactlyInstanceOf(PermanentFetchException.class)
                .hasMessageContaining("s3://releases/42/app.tar answered " + status)
                .hasMessageContaining(action);
    }

    @ParameterizedTest
    @CsvSource({"404,NoSuchKey", "404,NoSuchBucket", "404,NoSuchVersion", "404,"})
    void missing(int status, String code) throws Exception {
        assertThat(S3Errors.explained(answer(status, code, "none"), REQUEST))
                .isInstanceOf(MissingArtifactException.class);
    }

    @ParameterizedTest
    @CsvSource({"412,PreconditionFailed", "416,InvalidRange"})
    void changed(int status, String code) throws Exception {
        assertThat(S3Errors.explained(answer(status, code, "no"), REQUEST)).isInstanceOf(CannotResumeException.class);
    }

    @ParameterizedTest
    @DisplayName("N4 a store that asks to slow down is left alone as long as it says")
    @CsvSource({"503,SlowDown", "503,", "429,TooManyRequests"})
    void busy(int status, String code) throws Exception {
        assertThat(S3Errors.explained(answer(status, code, "slow"), REQUEST))
                .isInstanceOfSatisfying(
                        SourceBusyException.class,
                        busy -> assertThat(busy.retryAfter()).contains(Duration.ofSeconds(9)));
    }

    @ParameterizedTest
    @CsvSource({"500,InternalError", "502,", "408,", "400,RequestTimeout"})
    void retryable(int status, String code) throws Exception {
        assertThat(S3Errors.explained(answer(status, code, "oops"), REQUEST)).isExactlyInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("N15 no credentials and no region say where they come from")
    void notConfigured() throws Exception {
        assertThat(S3Errors.explained(
                        SdkClientException.create("Unable to load credentials from any of the providers"), REQUEST))
                .isInstanceOf(PermanentFetchException.class)
                .hasMessageContaining("AWS_ACCESS_KEY_ID");
        assertThat(S3Errors.explained(
                        SdkClientException.create("Unable to load region from any of the providers"), REQUEST))
                .isInstanceOf(PermanentFetchException.class)
                .hasMessageContaining("AWS_REGION");
    }

    @Test
    void bytesThatDoNotMatchTheirChecksumAreBegunAgain() throws Exception {
        SdkClientException flipped = SdkClientException.create("Data read has a different checksum than expected.");

        assertThat(S3Errors.explained(flipped, REQUEST)).isInstanceOf(CannotResumeException.class);
    }

    private static SdkException answer(int status, String code, String told) {
        SdkHttpResponse response = SdkHttpResponse.builder()
                .statusCode(status)
                .putHeader("x-amz-bucket-region", "eu-west-1")
                .putHeader("Retry-After", "9")
                .build();
        AwsErrorDetails details = AwsErrorDetails.builder()
                .errorCode(code == null ? "" : code)
                .errorMessage(told)
                .sdkHttpResponse(response)
                .build();
        return (SdkException) S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(details)
                .build();
    }
}
