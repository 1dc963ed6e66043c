package dev.towline.trust;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What lies beside a manifest as its signature: one signature in binary form, or a text with one or several, with an
 * empty line between two. Immutable.
 */
final class SignatureFile {

    private final byte[] bytes;

    SignatureFile(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The file's parts between empty lines; an OpenSSH signature ends where it says so. */
    List<String> paragraphs() {
        String text = new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace(SshSignature.END, SshSignature.END + "\n\n");
        return Arrays.stream(text.split("\n[ \t]*\n", 0))
                .map(String::strip)
                .filter(paragraph -> !paragraph.isEmpty())
                .toList();
    }
}
