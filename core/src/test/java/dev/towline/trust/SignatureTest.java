package dev.towline.trust;

import static dev.towline.trust.Signer.armored;
import static dev.towline.trust.Signer.concat;
import static dev.towline.trust.Signer.der;
import static dev.towline.trust.Signer.strings;
import static dev.towline.trust.Signer.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What passes for a signature, and what does not. */
final class SignatureTest {

    private static final URI LOCATION = URI.create("https://releases.example/app/manifest.yml");
    private static final byte[] MANIFEST = utf8("commands: {post: [\"true\"]}\n");
    private static final Signer ED25519 = Signer.ed25519();
    private static final Signer ECDSA = Signer.ecdsa();
    private static final Signer STRANGER = Signer.ed25519();
    private static final BigInteger EDWARDS_ORDER =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static String verdict(Trust trust, byte[] manifest, byte[] signature) {
        RejectedException rejected = catchThrowableOfType(
                RejectedException.class, () -> trust.admit(LOCATION, manifest, Optional.empty(), at -> signature));
        return rejected == null ? "accepted" : rejected.kind();
    }

    private static Map<String, byte[]> cases() {
        return new LinkedHashMap<>();
    }

    private static List<DynamicTest> verdicts(String expected, Trust trust, Map<String, byte[]> signatures) {
        List<DynamicTest> tests = new ArrayList<>();
        signatures.forEach((name, signature) -> tests.add(DynamicTest.dynamicTest(
                name, () -> assertThat(verdict(trust, MANIFEST, signature)).isEqualTo(expected))));
        return tests;
    }

    @TestFactory
    @DisplayName("a signature is binary or Base64, in however many lines")
    List<DynamicTest> accepted() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Signer signer : List.of(ED25519, ECDSA)) {
            byte[] binary = signer.sign(MANIFEST);
            String text = Base64.getEncoder().encodeToString(binary);
            Map<String, byte[]> signatures = cases();
            signatures.put("binary", binary);
            signatures.put("one line of Base64", utf8(text));
            signatures.put("one line and its end", utf8(text + "\n"));
            signatures.put("lines", utf8(signer.base64(MANIFEST)));
            signatures.put(
                    "lines of another system", utf8(signer.base64(MANIFEST).replace("\n", "\r\n")));
            signatures.put("beside a stranger's", utf8(STRANGER.base64(MANIFEST) + "\n" + text));
            tests.addAll(verdicts("accepted", Trust.signedByKeyText(signer.pem()), signatures));
            tests.addAll(verdicts(
                    "accepted",
                    Trust.signedByKeyText(signer.openSsh()),
                    Map.of(
                            "OpenSSH's",
                            utf8(signer.ssh(MANIFEST)),
                            "OpenSSH's after a stranger's",
                            utf8(STRANGER.ssh(MANIFEST) + signer.ssh(MANIFEST)))));
        }
        return tests;
    }

    @TestFactory
    @DisplayName("Ed25519: everything else is no signature")
    List<DynamicTest> refusedOfEd25519() {
        byte[] good = ED25519.sign(MANIFEST);
        String text = Base64.getEncoder().encodeToString(good);
        Map<String, byte[]> signatures = cases();
        signatures.put("no bytes", new byte[0]);
        signatures.put("65 bytes, the first 64 right", Arrays.copyOf(good, 65));
        signatures.put("63 bytes", Arrays.copyOf(good, 63));
        signatures.put("twice", concat(good, good));
        signatures.put("64 zeros", new byte[64]);
        signatures.put("first bit turned", turned(good, 0));
        signatures.put("last bit of R turned", turned(good, 31));
        signatures.put("S beyond the order", malleable(good));
        signatures.put("S turned", turned(good, 40));
        signatures.put("halves swapped", concat(Arrays.copyOfRange(good, 32, 64), Arrays.copyOf(good, 32)));
        signatures.put("a neutral point and zero", concat(new byte[] {1}, new byte[63]));
        signatures.put("a stranger's", STRANGER.sign(MANIFEST));
        signatures.put("of a longer manifest", ED25519.sign(Arrays.copyOf(MANIFEST, MANIFEST.length + 1)));
        signatures.put("of a cut manifest", ED25519.sign(Arrays.copyOf(MANIFEST, MANIFEST.length - 1)));
        signatures.put("of no manifest", ED25519.sign(new byte[0]));
        signatures.put("ECDSA's", ECDSA.sign(MANIFEST));
        signatures.put("OpenSSH's by the same key", utf8(ED25519.ssh(MANIFEST)));
        signatures.put("Base64 of 65 bytes", Base64.getEncoder().encode(Arrays.copyOf(good, 65)));
        signatures.put("Base64 of 63 bytes", Base64.getEncoder().encode(Arrays.copyOf(good, 63)));
        signatures.put("Base64 without its begin", utf8(text.substring(4)));
        signatures.put("Base64 with something after its end", utf8(text + "AAAA"));
        signatures.put("Base64 twice without an empty line", utf8(text + "\n" + text));
        signatures.put("Base64 with a NUL", utf8(text + "\0"));
        signatures.put("Base64 with a comma", utf8("," + text));
        signatures.put("hexadecimal digits", utf8(HexFormat.of().formatHex(good)));
        signatures.put("a web page", utf8("<html>404</html>"));
        signatures.put("the manifest itself", MANIFEST);
        signatures.put("in PEM", utf8(Signer.pem("SIGNATURE", good)));
        return verdicts("bad-signature", Trust.signedByKeyText(ED25519.pem()), signatures);
    }

    @TestFactory
    @DisplayName("ECDSA: everything else is no signature")
    List<DynamicTest> refusedOfEcdsa() {
        byte[] good = ECDSA.sign(MANIFEST);
        EcdsaNumbers numbers = EcdsaNumbers.fromDer(good).orElseThrow();
        BigInteger zero = BigInteger.ZERO;
        Map<String, byte[]> signatures = cases();
        signatures.put("no bytes", new byte[0]);
        signatures.put("r = s = 0, CVE-2022-21449", der(zero, zero));
        signatures.put("s = 0", der(numbers.r(), zero));
        signatures.put("r = 0", der(zero, numbers.s()));
        signatures.put("r = s = the order", der(P256_ORDER, P256_ORDER));
        signatures.put("r + the order", der(numbers.r().add(P256_ORDER), numbers.s()));
        signatures.put("negative r", der(numbers.r().subtract(P256_ORDER), numbers.s()));
        signatures.put("r and s swapped", der(numbers.s(), numbers.r()));
        signatures.put("without DER", numbers.fixedWidth(32));
        signatures.put("something after its end", Arrays.copyOf(good, good.length + 1));
        signatures.put("something after s", longer(good, 1));
        signatures.put("cut", Arrays.copyOf(good, good.length - 1));
        signatures.put("the first byte only", Arrays.copyOf(good, 1));
        signatures.put("length in two bytes", concat(new byte[] {0x30, (byte) 0x81}, tail(good, 1)));
        signatures.put("length without end", concat(new byte[] {0x30, (byte) 0x80}, tail(good, 2), new byte[2]));
        signatures.put("r with a needless zero", needlessZero(numbers));
        signatures.put("r of another type", retagged(good, 2, 0x04));
        signatures.put("a set", retagged(good, 0, 0x31));
        signatures.put("over SHA-1", ECDSA.sign("SHA1withECDSA", MANIFEST));
        signatures.put("over SHA-512", ECDSA.sign("SHA512withECDSA", MANIFEST));
        signatures.put("a stranger's", Signer.ecdsa().sign(MANIFEST));
        signatures.put("of another manifest", ECDSA.sign(utf8("commands: {}")));
        signatures.put("Ed25519's", ED25519.sign(MANIFEST));
        signatures.put("OpenSSH's by the same key", utf8(ECDSA.ssh(MANIFEST)));
        signatures.put("Base64 of what is cut", Base64.getEncoder().encode(Arrays.copyOf(good, good.length - 1)));
        signatures.put("Base64 of r = s = 0", Base64.getEncoder().encode(der(zero, zero)));
        return verdicts("bad-signature", Trust.signedByKeyText(ECDSA.pem()), signatures);
    }

    @TestFactory
    @DisplayName("OpenSSH: everything else is no signature")
    List<DynamicTest> refusedOfSsh() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Signer signer : List.of(ED25519, ECDSA)) {
            String name = signer == ED25519 ? "ssh-ed25519" : "ecdsa-sha2-nistp256";
            byte[] key = signer.sshKey();
            byte[] good = signer.sshBlob(MANIFEST, 1, key, "towline", "", "sha512", name);
            String text = armored(good);
            Map<String, byte[]> signatures = cases();
            for (String namespace : List.of("git", "file", "", "towline ", "Towline", "towline2")) {
                signatures.put(
                        "for \"" + namespace + '"',
                        utf8(armored(signer.sshBlob(MANIFEST, 1, key, namespace, "", "sha512", name))));
            }
            signatures.put("version 2", utf8(armored(signer.sshBlob(MANIFEST, 2, key, "towline", "", "sha512", name))));
            signatures.put(
                    "over SHA-256", utf8(armored(signer.sshBlob(MANIFEST, 1, key, "towline", "", "sha256", name))));
            signatures.put(
                    "with what is reserved",
                    utf8(armored(signer.sshBlob(MANIFEST, 1, key, "towline", "x", "sha512", name))));
            signatures.put(
                    "by another algorithm's name",
                    utf8(armored(signer.sshBlob(MANIFEST, 1, key, "towline", "", "sha512", "ssh-rsa"))));
            signatures.put("a stranger's", utf8(STRANGER.ssh(MANIFEST)));
            signatures.put(
                    "a stranger's under the trusted key's name",
                    utf8(armored(Signer.ed25519().sshBlob(MANIFEST, 1, key, "towline", "", "sha512", "ssh-ed25519"))));
            signatures.put("of another manifest", utf8(signer.ssh(utf8("commands: {}"))));
            signatures.put("something after its end", utf8(armored(concat(good, new byte[1]))));
            signatures.put("cut", utf8(armored(Arrays.copyOf(good, good.length - 1))));
            signatures.put("cut in a length", utf8(armored(Arrays.copyOf(good, 12))));
            signatures.put("an absurd length", utf8(armored(concat(Arrays.copyOf(good, 10), new byte[] {0x7f, -1, -1, -1
            }))));
            signatures.put("a negative length", utf8(armored(concat(Arrays.copyOf(good, 10), new byte[] {-1, -1, -1, -1
            }))));
            signatures.put("its magic turned", utf8(armored(turned(good, 0))));
            signatures.put("without its first line", utf8(text.substring(text.indexOf('\n') + 1)));
            signatures.put("without its last line", utf8(text.substring(0, text.indexOf("\n-----END"))));
            signatures.put("only its last line", utf8(text.substring(text.indexOf("-----END"))));
            signatures.put("not in its armour", good);
            signatures.put("the key's signature of the bare bytes", signer.sign(MANIFEST));
            signatures.put("the same in Base64", utf8(signer.base64(MANIFEST)));
            tests.addAll(verdicts("bad-signature", Trust.signedByKeyText(signer.openSsh()), signatures));
        }
        return tests;
    }

    @Test
    @DisplayName("the second signature that ECDSA has for each changes nothing that is told about a manifest")
    void malleabilityOfEcdsa() throws Exception {
        EcdsaNumbers numbers = EcdsaNumbers.fromDer(ECDSA.sign(MANIFEST)).orElseThrow();
        byte[] first = numbers.toDer();
        byte[] second = der(numbers.r(), P256_ORDER.subtract(numbers.s()));
        Trust trust = Trust.signedByKeyText(ECDSA.pem());

        Trusted one = trust.admit(LOCATION, MANIFEST, Optional.empty(), at -> first);
        Trusted two = trust.admit(LOCATION, MANIFEST, Optional.empty(), at -> second);

        assertThat(first).isNotEqualTo(second);
        assertThat(one.bytes()).isEqualTo(two.bytes());
        assertThat(verdict(trust.threshold(1), MANIFEST, first)).isEqualTo("accepted");
        assertThatIllegalArgumentException().isThrownBy(() -> trust.threshold(2));
    }

    @Test
    @DisplayName("two keys are a rotation: either will do, and the one taken out will not")
    void rotation() {
        Trust both = Trust.signedByKeyText(ED25519.pem(), ECDSA.openSsh());

        assertThat(verdict(both, MANIFEST, ED25519.sign(MANIFEST))).isEqualTo("accepted");
        assertThat(verdict(both, MANIFEST, utf8(ECDSA.ssh(MANIFEST)))).isEqualTo("accepted");
        assertThat(verdict(Trust.signedByKeyText(ECDSA.openSsh()), MANIFEST, ED25519.sign(MANIFEST)))
                .isEqualTo("bad-signature");
    }

    @Test
    @DisplayName("a threshold counts keys, not signatures")
    void threshold() {
        Trust two = Trust.signedByKeyText(ED25519.pem(), ECDSA.openSsh(), STRANGER.pem())
                .threshold(2);
        String first = ED25519.base64(MANIFEST);
        String second = ECDSA.ssh(MANIFEST);

        assertThat(verdict(two, MANIFEST, utf8(first + "\n" + second))).isEqualTo("accepted");
        assertThat(verdict(two, MANIFEST, utf8(second + STRANGER.base64(MANIFEST))))
                .isEqualTo("accepted");
        assertThat(verdict(two, MANIFEST, utf8(first))).isEqualTo("bad-signature");
        assertThat(verdict(two, MANIFEST, ED25519.sign(MANIFEST))).isEqualTo("bad-signature");
        assertThat(verdict(two, MANIFEST, utf8(first + "\n" + first))).isEqualTo("bad-signature");
        assertThat(verdict(two, MANIFEST, utf8(second + second))).isEqualTo("bad-signature");
        assertThat(verdict(two, MANIFEST, utf8(first + "\n" + ECDSA.ssh(utf8("x")))))
                .isEqualTo("bad-signature");
    }

    @Test
    @DisplayName("one key in two forms is one key")
    void oneKeyInTwoForms() {
        Trust trust = Trust.signedByKeyText(ED25519.pem(), ED25519.openSsh());

        assertThat(verdict(trust, MANIFEST, utf8(ED25519.ssh(MANIFEST)))).isEqualTo("accepted");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trust.threshold(2))
                .withMessageContaining("1 different key");

        Trust two = Trust.signedByKeyText(ED25519.pem(), ED25519.openSsh(), ECDSA.pem())
                .threshold(2);
        assertThat(verdict(two, MANIFEST, utf8(ED25519.base64(MANIFEST) + "\n" + ED25519.ssh(MANIFEST))))
                .isEqualTo("bad-signature");
    }

    @TestFactory
    @DisplayName("a key for which anybody can sign is refused when it is loaded")
    List<DynamicTest> smallOrder() {
        List<String> keys = List.of(
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        return keys.stream()
                .map(hex -> DynamicTest.dynamicTest(hex, () -> {
                    byte[] bytes = HexFormat.of().parseHex(hex);
                    assertRefused(
                            "ssh-ed25519 " + Base64.getEncoder().encodeToString(strings(utf8("ssh-ed25519"), bytes)),
                            hex.startsWith("ed") || hex.startsWith("ee") ? "no point" : "small order");
                    assertRefused(
                            Signer.pem(
                                    "PUBLIC KEY", concat(HexFormat.of().parseHex("302a300506032b6570032100"), bytes)),
                            "");
                }))
                .toList();
    }

    @TestFactory
    @DisplayName("what is no key of the two kinds is refused with what it is")
    List<DynamicTest> noKeys() throws Exception {
        Map<String, String> reasons = new LinkedHashMap<>();
        byte[] ed25519 = ED25519.publicKey().getEncoded();
        byte[] ecdsa = ECDSA.publicKey().getEncoded();
        reasons.put("", "one PEM block");
        reasons.put("/etc/towline/app.pub", "one PEM block");
        reasons.put(ED25519.pem() + STRANGER.pem(), "one PEM block");
        reasons.put(ED25519.openSsh() + STRANGER.openSsh(), "one PEM block");
        reasons.put("restrict " + ED25519.openSsh(), "one PEM block");
        reasons.put(Signer.pem("PRIVATE KEY", ED25519.privateKey()), "private key");
        reasons.put(Signer.pem("OPENSSH PRIVATE KEY", new byte[9]), "private key");
        reasons.put(Signer.pem("CERTIFICATE", new byte[9]), "CERTIFICATE");
        reasons.put(Signer.pem("PUBLIC KEY", Arrays.copyOf(ed25519, ed25519.length + 1)), "");
        reasons.put(Signer.pem("PUBLIC KEY", Arrays.copyOf(ed25519, ed25519.length - 1)), "");
        reasons.put(Signer.pem("PUBLIC KEY", turned(ecdsa, ecdsa.length - 1)), "");
        reasons.put(Signer.pem("PUBLIC KEY", generated("RSA", 2048)), "neither an Ed25519 nor an ECDSA P-256 key");
        reasons.put(Signer.pem("PUBLIC KEY", generated("EC", 384)), "another curve");
        reasons.put(Signer.pem("PUBLIC KEY", generated("EdDSA", 448)), "");
        reasons.put("ssh-rsa " + base64(strings(utf8("ssh-rsa"), new byte[9])), "ssh-rsa are not supported");
        reasons.put(
                "sk-ssh-ed25519@openssh.com " + base64(strings(utf8("sk-ssh-ed25519@openssh.com"), new byte[32])),
                "not supported");
        reasons.put("ssh-ed25519 " + base64(ECDSA.sshKey()), "not what its bytes say");
        reasons.put("ssh-ed25519 " + base64(concat(ED25519.sshKey(), new byte[1])), "follows its end");
        reasons.put("ssh-ed25519 " + base64(Arrays.copyOf(ED25519.sshKey(), 40)), "cut off");
        reasons.put("ssh-ed25519 " + base64(strings(utf8("ssh-ed25519"), new byte[31])), "32 bytes");
        reasons.put("ssh-ed25519 AAAA=A", "");
        reasons.put(
                "ecdsa-sha2-nistp256 " + base64(strings(utf8("ecdsa-sha2-nistp256"), utf8("nistp384"), new byte[65])),
                "another curve");
        reasons.put("ecdsa-sha2-nistp256 " + base64(turned(ECDSA.sshKey(), ECDSA.sshKey().length - 1)), "no point of");
        reasons.put(
                "ecdsa-sha2-nistp256 " + base64(strings(utf8("ecdsa-sha2-nistp256"), utf8("nistp256"), new byte[33])),
                "no uncompressed point");
        List<DynamicTest> tests = new ArrayList<>();
        reasons.forEach((key, reason) -> tests.add(
                DynamicTest.dynamicTest(key.lines().findFirst().orElse("nothing"), () -> assertRefused(key, reason))));
        return tests;
    }

    private static void assertRefused(String key, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trust.signedByKeyText(ED25519.pem(), key))
                .withMessageStartingWith("key 2 cannot be used as a key: ")
                .withMessageContaining(reason);
    }

    @Test
    @DisplayName("CVE-2022-21449: a runtime that accepts r = s = 0 is not run on")
    void brokenRuntime() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> EcdsaKey.requireSoundRuntime(ECDSA.publicKey(), key -> true))
                .withMessageContaining("CVE-2022-21449")
                .withMessageContaining("update");
        EcdsaKey.requireSoundRuntime(ECDSA.publicKey(), key -> false);
    }

    @Test
    @DisplayName("I5 the signature is asked for at once, for the very bytes, and nothing is admitted without it")
    void asksForTheSignatureFirst() throws Exception {
        List<URI> asked = new ArrayList<>();
        Trust trust = Trust.signedByKeyText(ED25519.pem());
        byte[] bytes = MANIFEST.clone();

        Trusted trusted = trust.admit(LOCATION, bytes, Optional.empty(), at -> {
            asked.add(at);
            bytes[0] = 'X'; // whoever still holds the array
            return ED25519.sign(MANIFEST);
        });

        assertThat(asked).containsExactly(URI.create("https://releases.example/app/manifest.yml.sig"));
        assertThat(trusted.bytes()).isEqualTo(MANIFEST);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> trust.admit(LOCATION, MANIFEST))
                .satisfies(rejected -> assertThat(rejected.kind()).isEqualTo("unsigned"));
    }

    @Test
    void whateverKeepsTheSignatureAwayMakesTheManifestUnsigned() {
        Trust trust = Trust.signedByKeyText(ED25519.pem());
        for (Exception failure :
                List.of(new java.io.IOException("gone"), new IllegalStateException("gone"), new Exception("gone"))) {
            assertThatExceptionOfType(RejectedException.class)
                    .isThrownBy(() -> trust.admit(LOCATION, MANIFEST, Optional.empty(), at -> {
                        throw failure;
                    }))
                    .withMessageContaining("gone")
                    .satisfies(rejected -> assertThat(rejected.kind()).isEqualTo("unsigned"));
        }
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> trust.admit(LOCATION, MANIFEST, Optional.empty(), at -> {
                    throw new InterruptedException();
                }));
    }

    @Test
    @DisplayName("where the manifest may not come from, its signature may not either")
    void theSignaturesPlaceIsJudged() {
        Trust trust = Trust.signedByKeyText(ED25519.pem()).manifestPrefixes("https://releases.example/app/");
        for (String place : List.of(
                "https://releases.example/other/m.sig",
                "https://releases.example.evil/app/m.sig",
                "https://releases.example/app/../m.sig",
                "http://releases.example/app/m.sig",
                "https://me@releases.example/app/m.sig",
                "file:///app/m.sig")) {
            assertThatExceptionOfType(RejectedException.class)
                    .as(place)
                    .isThrownBy(() -> trust.admit(
                            LOCATION, MANIFEST, Optional.of(URI.create(place)), at -> ED25519.sign(MANIFEST)))
                    .withMessageStartingWith("signature ");
        }
    }

    @Test
    @DisplayName(".sig is appended to the path, whatever follows it")
    void placeOfTheSignature() {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("https://host/m.yml", "https://host/m.yml.sig");
        places.put("https://host/m.yml?versionId=3&x=/a?b", "https://host/m.yml.sig?versionId=3&x=/a?b");
        places.put("https://host/m.yml#a?b", "https://host/m.yml.sig#a?b");
        places.put("https://host/a%20b%2Fc.yml?q", "https://host/a%20b%2Fc.yml.sig?q");
        places.put("https://me:pw@host:8443/m.yml?q", "https://me:pw@host:8443/m.yml.sig?q");
        places.put("https://host", "https://host/.sig");
        places.put("https://host?q", "https://host/.sig?q");
        places.put("s3://my_bucket/m.yml", "s3://my_bucket/m.yml.sig");
        places.put("file:///srv/m.yml", "file:///srv/m.yml.sig");
        places.put("file:/srv/m.yml", "file:/srv/m.yml.sig");
        places.forEach((manifest, signature) ->
                assertThat(Trust.signatureOf(URI.create(manifest))).isEqualTo(URI.create(signature)));
    }

    private static byte[] turned(byte[] bytes, int at) {
        byte[] turned = bytes.clone();
        turned[at] ^= 1;
        return turned;
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] retagged(byte[] der, int at, int tag) {
        byte[] other = der.clone();
        other[at] = (byte) tag;
        return other;
    }

    private static byte[] longer(byte[] der, int by) {
        byte[] longer = Arrays.copyOf(der, der.length + by);
        longer[1] += (byte) by;
        return longer;
    }

    private static byte[] needlessZero(EcdsaNumbers numbers) {
        byte[] r = numbers.r().toByteArray();
        byte[] s = numbers.s().toByteArray();
        byte[] body = concat(new byte[] {2, (byte) (r.length + 1), 0}, r, new byte[] {2, (byte) s.length}, s);
        return concat(new byte[] {0x30, (byte) body.length}, body);
    }

    /** The same signature with S + L in place of S, which an old verifier would take. */
    private static byte[] malleable(byte[] signature) {
        byte[] bigEndian = new byte[33];
        for (int i = 0; i < 32; i++) {
            bigEndian[32 - i] = signature[32 + i];
        }
        byte[] sum = new BigInteger(bigEndian).add(EDWARDS_ORDER).toByteArray();
        byte[] other = Arrays.copyOf(signature, 64);
        for (int i = 0; i < 32; i++) {
            int from = sum.length - 1 - i;
            other[32 + i] = from >= 0 ? sum[from] : 0;
        }
        return other;
    }

    private static byte[] generated(String algorithm, int size) throws Exception {
        java.security.KeyPairGenerator generator = java.security.KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair().getPublic().getEncoded();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
