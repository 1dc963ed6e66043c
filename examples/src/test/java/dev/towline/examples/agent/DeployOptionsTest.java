package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.towline.trust.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class DeployOptionsTest {

    @TempDir
    Path home;

    @BeforeEach
    void writeFiles() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        write(
                "k.pub",
                "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(key)
                        + "\n-----END PUBLIC KEY-----\n");
        write("policy.yml", "{keys: [k.pub], dest-prefix: [/srv]}");
        write("unsigned.yml", "unsigned: true");
        write("bad.yml", "key: [k.pub]");
    }

    private void write(String name, String text) throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(home.resolve(name), text), PosixFilePermissions.fromString("rw-r--r--"));
    }

    private DeployOptions options(String line) {
        DeployCommand command = new DeployCommand();
        new CommandLine(command)
                .parseArgs((line + " file:///m.yml").replace("@", home + "/").split(" "));
        return command.options;
    }

    @ParameterizedTest
    @CsvSource({
        "--key @k.pub, true",
        "--key @k.pub --key @k.pub --dest-prefix /srv, true",
        "--policy @policy.yml, true",
        "--policy @unsigned.yml, false",
        "--allow-unsigned, false",
        "--allow-unsigned --legacy-digests, false",
    })
    void whomToBelieveIsSaidInOneOfThreeWays(String line, boolean signed) {
        Trust trust = options(line).trust();

        assertThat(trust.needsSignature()).isEqualTo(signed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--json | --key FILE",
                "--json | --policy FILE",
                "--json | --allow-unsigned",
                "--signature file:///s --allow-unsigned | --signature means nothing",
                "--key @k.pub --allow-unsigned | contradict",
                "--key @k.pub --legacy-digests | SHA-256",
                "--key @none.pub | there is no key",
                "--policy @none.yml | there is no policy",
                "--policy @policy.yml --key @k.pub | leave out --key",
                "--policy @policy.yml --allow-unsigned | leave out",
                "--policy @policy.yml --dest-prefix /srv | prefixes",
            })
    void whatCannotBeMeantIsWrongUsage(String line, String sentence) {
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> options(line).trust())
                .withMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--policy @bad.yml", "--key @bad.yml"})
    void aFileThatMeansNothingIsWrongUsageToo(String line) {
        DeployOptions options = options(line + " --state-dir @state");

        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> options.deployer(builder -> builder.trust(options.trust())))
                .withMessageContaining("bad.yml");
    }

    @Test
    void theSignaturesPlaceIsPartOfTheRequest() {
        URI manifest = URI.create("file:///m.yml");

        assertThat(options("--key @k.pub --signature https://host/s?X-Amz-Signature=1")
                        .request(manifest)
                        .signature())
                .contains(URI.create("https://host/s?X-Amz-Signature=1"));
        assertThat(options("--key @k.pub").request(manifest).signature()).isEmpty();
    }
}
