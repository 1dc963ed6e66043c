package dev.towline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.towline.source.ArtifactRequest;
import dev.towline.source.PermanentFetchException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {

    @ParameterizedTest
    @CsvSource({
        "s3://b/key,key",
        "s3://b//key,key",
        "s3://b/a/b.tar,a/b.tar",
        "s3://b/a//b,a//b",
        "s3://b/a%20b,a b",
        "s3://b/a+b,a+b",
        "s3://b/a%2Bb,a+b",
        "s3://b/a%2520b,a%20b",
        "s3://b/%3F%23,?#",
        "s3://b/%E6%97%A5,日",
        "s3://b/日,日",
        "s3://b/../x,../x",
        "S3://b/key,key"
    })
    void theKeyIsThePathDecodedOnce(String uri, String key) throws Exception {
        assertThat(location(uri)).isEqualTo(new S3Location("b", key, Optional.empty()));
    }

    @Test
    void aVersionIsNamedByTheQuery() throws Exception {
        assertThat(location("s3://my_bucket.v2/key?versionId=a%2Fb+c"))
                .isEqualTo(new S3Location("my_bucket.v2", "key", Optional.of("a/b+c")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3:///key",
                "s3://b",
                "s3://b/",
                "s3:b/key",
                "https://b/key",
                "s3://s3cret@b/key",
                "s3://b:80/key",
                "s3://b/key?versionID=s3cret",
                "s3://b/key?versionId=",
                "s3://b/key?versionId=1&s3cret=2",
                "s3://b/key#s3cret",
                "s3://b/%FF"
            })
    void anythingElseIsRefusedWithoutPrintingMoreThanTheAddress(String uri) {
        assertThatExceptionOfType(PermanentFetchException.class)
                .isThrownBy(() -> location(uri))
                .withMessageNotContaining("s3cret");
    }

    private static S3Location location(String uri) throws PermanentFetchException {
        return S3Location.of(ArtifactRequest.of(URI.create(uri)));
    }
}
