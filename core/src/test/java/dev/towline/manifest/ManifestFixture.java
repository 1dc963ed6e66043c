package dev.towline.manifest;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towline.manifest.InvalidManifestException.Problem;
import dev.towline.trust.RejectedException;
import dev.towline.trust.Trust;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Manifests for tests: parsed as an embedder would, and small valid pieces to build them of. */
final class ManifestFixture {

    static final URI LOCATION = URI.create("https://releases.example/app/manifest.yml");
    static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    static final String MINIMAL = "src: s3://bucket/app.tar.gz\nchecksum: " + SHA256 + "\ndest: /srv/app\n";

    private ManifestFixture() {}

    static Manifest parse(String yaml) throws InvalidManifestException {
        return parse(yaml, Map.of());
    }

    static Manifest parse(String yaml, Map<String, String> environment) throws InvalidManifestException {
        return parse(
                yaml.getBytes(StandardCharsets.UTF_8), ManifestOptions.strict().environment(environment));
    }

    static Manifest parse(byte[] bytes, ManifestOptions options) throws InvalidManifestException {
        return parse(Trust.unsigned(), bytes, options);
    }

    static Manifest parse(Trust trust, byte[] bytes, ManifestOptions options) throws InvalidManifestException {
        try {
            return Manifest.parse(trust.admit(LOCATION, bytes), options);
        } catch (RejectedException e) {
            throw new AssertionError(e);
        }
    }

    static List<Problem> problems(String yaml) {
        return problems(yaml, Map.of());
    }

    static List<Problem> problems(String yaml, Map<String, String> environment) {
        InvalidManifestException thrown =
                catchThrowableOfType(InvalidManifestException.class, () -> parse(yaml, environment));
        if (thrown == null) {
            throw new AssertionError("accepted:\n" + yaml);
        }
        return thrown.problems();
    }

    static String onlyProblem(String yaml) {
        List<Problem> problems = problems(yaml);
        if (problems.size() != 1) {
            throw new AssertionError("not one problem: " + problems);
        }
        return problems.get(0).toString();
    }
}
