package dev.towline.source.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private final Redaction redaction = Redaction.of(Set.of("tops3cret", "tops3cret-and-more", "abc"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET https://me:pw@host/a.tar failed|GET https://host/a.tar failed",
                "GET https://host/a.tar?X-Amz-Signature=12ab&X-Amz-Date=x: 403|GET https://host/a.tar 403",
                "(https://host/a?sig=1) and s3://b/k?versionId=2#f.|(https://host/a and s3://b/k",
                "\"https://host/a?sig=1\"|\"https://host/a\"",
                "https://user@host|https://host",
                "https://a:b@c@host/x|https://host/x",
                "&sig=a%2Fb&x=1|&sig=***&x=1",
                "x-amz-security-token=abcdef|x-amz-security-token=***",
                "Authorization: Bearer abc.def|Authorization: ***",
                "authorization=Basic bWU6cHc=|authorization=***",
                "sent Bearer eyJhbGciOi.x-y_z== there|sent Bearer *** there",
                "sent Basic bWU6cHc= there|sent Basic *** there",
                "the value is tops3cret-and-more, tops3cret|the value is ***, ***",
            })
    void secretsAreTakenOut(String text, String redacted) {
        assertThat(redaction.apply(text)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing to hide",
                "https://host:8443/path/to/a.tar",
                "mail me@example.com about file:///srv/a",
                "abc is too short to be masked",
                "basic authentication is required",
                "is this a question? yes: a/b",
            })
    void otherTextIsLeftAlone(String text) {
        assertThat(redaction.apply(text)).isEqualTo(text);
    }

    @Test
    void anExceptionIsKeptWhenItIsCleanAndCopiedWithItsTraceWhenNot() {
        IOException clean = new IOException("reset", new IllegalStateException("why"));
        IOException dirty = new IOException("reset", new IllegalStateException("http://me:tops3cret@host/"));

        assertThat(redaction.apply(clean)).isSameAs(clean);
        assertThat(redaction.apply(dirty))
                .hasMessage("java.io.IOException: reset")
                .hasRootCauseMessage("java.lang.IllegalStateException: http://host/")
                .satisfies(copy -> assertThat(copy.getStackTrace()).isEqualTo(dirty.getStackTrace()));
    }

    @Test
    void aSecretInASuppressedExceptionIsGoneToo() {
        IOException dirty = new IOException("reset");
        dirty.addSuppressed(new IOException("tops3cret"));

        assertThat(redaction.apply(dirty).getSuppressed()).isEmpty();
    }
}
