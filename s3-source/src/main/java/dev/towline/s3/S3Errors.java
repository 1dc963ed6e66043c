package dev.towline.s3;

import dev.towline.source.ArtifactRequest;
import dev.towline.source.CannotResumeException;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.SourceBusyException;
import dev.towline.source.UnchangedArtifactException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The one place where the SDK's errors become missing, permanent, busy or worth another try. */
final class S3Errors {

    private S3Errors() {}

    /** What to throw instead of {@code thrown}: names the object, what is wrong, and what to do where one can. */
    static IOException explained(SdkException thrown, ArtifactRequest request) throws InterruptedException {
        if (thrown instanceof AbortedException || causes(thrown, InterruptedException.class)) {
            if (Thread.interrupted()) {
                throw (InterruptedException)
                        new InterruptedException("reading " + request + " was interrupted").initCause(thrown);
            }
        }
        return thrown instanceof AwsServiceException service ? answered(service, request) : unanswered(thrown, request);
    }

    private static IOException answered(AwsServiceException thrown, ArtifactRequest request) {
        Optional<AwsErrorDetails> details = Optional.ofNullable(thrown.awsErrorDetails());
        String code = details.map(AwsErrorDetails::errorCode).orElse("");
        String told = details.map(AwsErrorDetails::errorMessage).orElse("");
        int status = thrown.statusCode();
        String what = request + " answered " + status + (code.isEmpty() ? "" : " " + code);
        return switch (code) {
            case "NoSuchKey", "NoSuchVersion" ->
                new MissingArtifactException(what + ": there is no such object", thrown);
            case "NoSuchBucket" -> new MissingArtifactException(what + ": there is no such bucket", thrown);
            case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired" ->
                new PermanentFetchException(what + ": the credentials have expired, renew them", thrown);
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken" ->
                new PermanentFetchException(
                        what + ": the credentials are not valid here, check key, secret and endpoint", thrown);
            case "RequestTimeTooSkewed" ->
                new PermanentFetchException(what + ": this machine's clock is wrong, set it", thrown);
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                new PermanentFetchException(what + ": " + elsewhere(details), thrown);
            case "InvalidObjectState" ->
                new PermanentFetchException(what + ": the object is archived, restore it first", thrown);
            case "SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "ServiceUnavailable" ->
                new SourceBusyException(what, retryAfter(details));
            case "RequestTimeout" -> new IOException(what, thrown);
            default ->
                isKms(code, status, told)
                        ? new PermanentFetchException(
                                what + ": the object's KMS key may not be used, grant kms:Decrypt on it", thrown)
                        : byStatus(what, thrown, details);
        };
    }

    private static boolean isKms(String code, int status, String told) {
        return code.startsWith("KMS.")
                || (status == 403 && told.toLowerCase(Locale.ROOT).contains("kms"));
    }

    private static IOException byStatus(String what, AwsServiceException thrown, Optional<AwsErrorDetails> details) {
        int status = thrown.statusCode();
        return switch (status) {
            case 301, 307, 308 -> new PermanentFetchException(what + ": " + elsewhere(details), thrown);
            case 304 -> new UnchangedArtifactException(what + ": it is unchanged", thrown);
            case 404 -> new MissingArtifactException(what + ": there is no such object", thrown);
            case 412, 416 -> new CannotResumeException(what + ": it is no longer the object that was begun", thrown);
            case 401, 403 ->
                new PermanentFetchException(
                        what + ": grant s3:GetObject on it (and s3:ListBucket, to be told when it is missing)", thrown);
            case 429, 503 -> new SourceBusyException(what, retryAfter(details));
            default ->
                status == 408 || status >= 500
                        ? new IOException(what, thrown)
                        : new PermanentFetchException(
                                what + details.map(d -> ": " + d.errorMessage()).orElse(""), thrown);
        };
    }

    private static IOException unanswered(SdkException thrown, ArtifactRequest request) {
        String told = String.valueOf(thrown.getMessage());
        if (told.contains("Unable to load credentials")) {
            return new PermanentFetchException(
                    request
                            + ": no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or"
                            + " the host's role (a Kubernetes service account needs software.amazon.awssdk:sts on the class"
                            + " path)",
                    thrown);
        }
        if (told.contains("Unable to load region")) {
            return new PermanentFetchException(
                    request + ": no region was found: set AWS_REGION or the source's region", thrown);
        }
        if (told.contains("checksum")) {
            return new CannotResumeException(request + " was damaged on its way: its checksum does not hold", thrown);
        }
        if (causes(thrown, CertificateException.class)) {
            return new PermanentFetchException(request + ": the store's certificate is not trusted", thrown);
        }
        return new IOException(request + ": " + told, thrown);
    }

    private static String elsewhere(Optional<AwsErrorDetails> details) {
        return header(details, "x-amz-bucket-region")
                .map(region -> "the bucket is in region " + region + ", set that for the source")
                .orElse("the bucket is in another region, set that for the source");
    }

    private static Optional<Duration> retryAfter(Optional<AwsErrorDetails> details) {
        return header(details, "Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private static Optional<String> header(Optional<AwsErrorDetails> details, String name) {
        return details.map(AwsErrorDetails::sdkHttpResponse)
                .flatMap((SdkHttpResponse response) -> response.firstMatchingHeader(name));
    }

    private static boolean causes(Throwable thrown, Class<? extends Throwable> kind) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 10; depth++, cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
