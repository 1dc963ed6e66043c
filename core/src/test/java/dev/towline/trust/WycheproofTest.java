package dev.towline.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * All vectors of Project Wycheproof for the two algorithms, in the directory that the property {@code wycheproof.dir}
 * names. Without it they are skipped by name, and with {@code -Dwycheproof.it=required} that fails.
 */
class WycheproofTest {

    private static final String LARGE_X =
            "JDK 17 compares r with the x of the recomputed point without reducing it: one"
                    + " valid signature in 2^32 is refused, none is accepted for it; who made it signs again";

    /** Valid vectors that some JDK refuses, and why: refused, they are skipped by name. */
    private static final Map<String, String> MAY_BE_REFUSED = Map.of(
            "ecdsa_secp256r1_sha256_test.json 350", LARGE_X,
            "ecdsa_secp256r1_sha256_test.json 479", LARGE_X);

    @TestFactory
    @DisplayName("Wycheproof's 151 vectors of Ed25519")
    List<DynamicTest> ed25519() throws Exception {
        List<DynamicTest> tests = vectors("ed25519_test.json");
        assertThat(tests).hasSize(151);
        return tests;
    }

    @TestFactory
    @DisplayName("Wycheproof's 484 vectors of ECDSA over P-256 with SHA-256")
    List<DynamicTest> ecdsa() throws Exception {
        List<DynamicTest> tests = vectors("ecdsa_secp256r1_sha256_test.json");
        assertThat(tests).hasSize(484);
        return tests;
    }

    private static List<DynamicTest> vectors(String name) throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Object each : (List<?>) read(name).get("testGroups")) {
            Map<?, ?> group = (Map<?, ?>) each;
            String pem = text(group, "publicKeyPem");
            for (Object vector : (List<?>) group.get("tests")) {
                tests.add(test(name, pem, (Map<?, ?>) vector));
            }
        }
        return tests;
    }

    private static DynamicTest test(String file, String pem, Map<?, ?> vector) {
        String id = file + " " + vector.get("tcId");
        return DynamicTest.dynamicTest(id + " " + vector.get("comment"), () -> {
            byte[] message = HexFormat.of().parseHex(text(vector, "msg"));
            byte[] signature = HexFormat.of().parseHex(text(vector, "sig"));
            boolean valid = text(vector, "result").equals("valid");

            Signatory signatory = KeyText.parse(id, pem);
            boolean accepted = signatory.key().verifies(message, signature);

            if (valid && !accepted && MAY_BE_REFUSED.containsKey(id)) {
                abort(MAY_BE_REFUSED.get(id));
            }
            assertThat(accepted)
                    .as("%s %s", text(vector, "result"), vector.get("flags"))
                    .isEqualTo(valid);
        });
    }

    /** JSON is YAML. */
    private static Map<?, ?> read(String name) throws Exception {
        String directory = System.getProperty("wycheproof.dir", "");
        if (directory.isEmpty()) {
            String message = "the property wycheproof.dir names no directory with Wycheproof's vectors";
            if ("required".equals(System.getProperty("wycheproof.it"))) {
                fail(message + ", but wycheproof.it=required");
            }
            abort(message);
        }
        try (Reader reader = Files.newBufferedReader(Path.of(directory, name))) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
        }
    }

    private static String text(Map<?, ?> fields, String name) {
        return String.valueOf(fields.get(name));
    }
}
