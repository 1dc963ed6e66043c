package dev.towline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.towline.testkit.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "localhost:8500, false, http://localhost:8500",
        "http://h, false, http://h:80",
        "https://h:8501/consul/, false, https://h:8501/consul",
        "http://h:8500, true, https://h:8500",
        "h:8501, true, https://h:8501",
        "[::1]:8500, false, http://[::1]:8500",
        "unix:///run/consul.sock, false, unix:///run/consul.sock"
    })
    void anAddressIsReadAsConsulsToolsReadIt(String text, boolean tls, String address) {
        assertThat(Address.parse(text, tls)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h", "http://", "unix://relative", "a b", "http://me:geheim@h:1", "h:1?token=geheim"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse(text, false))
                .withMessageContaining("is not an address of Consul")
                .withMessageNotContaining("geheim");
    }

    @Test
    void whatIsSetBeatsTheEnvironment() throws Exception {
        Map<String, String> environment =
                Map.of("CONSUL_HTTP_ADDR", "env:1", "CONSUL_HTTP_TOKEN_FILE", "/nowhere", "CONSUL_CAPATH", "/nowhere");

        assertThat(Consul.builder().environment(environment).address("h:2").build())
                .hasToString("Consul at http://h:2");
        assertThat(Settings.of(Map.of("CONSUL_HTTP_TOKEN", "mine"), environment)
                        .token()
                        .current())
                .isEqualTo("mine");
    }

    @Test
    void aVariableThatIsWrongIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(Map.of("CONSUL_HTTP_SSL", "yes")))
                .withMessageContaining("CONSUL_HTTP_SSL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(Map.of("CONSUL_HTTP_SSL", "1", "CONSUL_CLIENT_CERT", "/x")))
                .withMessageContaining("CONSUL_CLIENT_KEY");
        assertThatIOException()
                .isThrownBy(() -> build(Map.of(
                        "CONSUL_HTTP_SSL",
                        "1",
                        "CONSUL_CACERT",
                        directory.resolve("none").toString())))
                .withMessageContaining("none cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec", "ec-pkcs8", "rsa", "rsa-pkcs8", "ed25519"})
    void aKeyIsReadInEveryFormThatToolsWrite(String kind) throws Exception {
        RealTools.require("openssl");
        Path pkcs8 = directory.resolve("pkcs8.pem");
        Path key = directory.resolve("key.pem");
        switch (kind.replaceFirst("-.*", "")) {
            case "ec" -> openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", pkcs8);
            case "rsa" -> openssl("genpkey", "-algorithm", "RSA", "-out", pkcs8);
            default -> openssl("genpkey", "-algorithm", "ed25519", "-out", pkcs8);
        }
        if (kind.equals("ec") || kind.equals("rsa")) {
            openssl("pkey", "-traditional", "-in", pkcs8, "-out", key);
            assertThat(key).content().contains("BEGIN " + kind.toUpperCase(java.util.Locale.ROOT) + " PRIVATE KEY");
        } else {
            Files.copy(pkcs8, key);
        }

        assertThat(secret(PemKey.read(key))).isEqualTo(secret(PemKey.read(pkcs8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nMIQ=\n-----END EC PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nMAMCAQE=\n-----END EC PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"
            })
    void whatIsNoKeyIsRefusedWithItsFile(String text) throws IOException {
        Path key = Files.writeString(directory.resolve("key.pem"), text);

        assertThatIOException().isThrownBy(() -> PemKey.read(key)).withMessageContaining(key.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_reserved", "a/b", "a b", "日", "\n"})
    void whatIsNoNameOfAnEventIsRefused(String name) throws Exception {
        Consul consul = build(Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulTrigger.events(consul, name))
                .withMessageContaining("name of an event");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulEvents.of(consul).fire(name, ""))
                .withMessageContaining("name of an event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "a/../b", "./a", "a b", "日"})
    void whatIsNoKeyOfTheStoreIsRefused(String key) throws Exception {
        Consul consul = build(Map.of());

        assertThatIllegalArgumentException().isThrownBy(() -> ConsulTrigger.key(consul, key));
        assertThatIllegalArgumentException().isThrownBy(() -> ConsulPointer.key(consul, key));
    }

    @Test
    void nameAndFiltersTakeRoomToo() throws Exception {
        ConsulEvents events = ConsulEvents.of(build(Map.of("CONSUL_HTTP_ADDR", "127.0.0.1:1")));
        String payload = "s3://" + "a".repeat(275);
        String name = "n".repeat(64);

        assertThatExceptionOfType(EventTooLargeException.class)
                .isThrownBy(() -> events.fire(name, payload + "/"))
                .withMessageContaining("409");
        assertThatIOException()
                .isThrownBy(() -> events.fire(name, payload))
                .isNotInstanceOf(EventTooLargeException.class)
                .withMessageContaining("accepts no connection");
        assertThatExceptionOfType(EventTooLargeException.class)
                .isThrownBy(() -> events.fire(name, payload, EventFilter.none().nodes("a")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.fire("deploy", "", EventFilter.none().tags("a")))
                .withMessageContaining("services");
        assertThatIllegalArgumentException().isThrownBy(() -> events.fire("deploy", "no order"));
    }

    private static Consul build(Map<String, String> environment) throws IOException {
        return Consul.builder().environment(environment).build();
    }

    /** Of an elliptic curve the number: the encodings differ in what else they hold. */
    private static Object secret(PrivateKey key) {
        return key instanceof ECPrivateKey curve
                ? curve.getS() + " " + curve.getParams().getOrder()
                : HexFormat.of().formatHex(key.getEncoded());
    }

    private static void openssl(Object... words) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        for (Object word : words) {
            command.add(word.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as("%s", command).isZero();
    }
}
