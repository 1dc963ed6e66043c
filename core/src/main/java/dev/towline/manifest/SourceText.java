package dev.towline.manifest;

import dev.towline.manifest.InvalidManifestException.Problem;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.yaml.snakeyaml.reader.StreamReader;

/** The characters of a manifest: UTF-8, within the size limit, only what YAML allows, and not somebody's error page. */
final class SourceText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String text;

    private SourceText(String text) {
        this.text = text;
    }

    static SourceText decode(URI location, byte[] bytes) throws InvalidManifestException {
        if (bytes.length > Manifest.MAX_BYTES) {
            throw refusal(
                    location,
                    "",
                    "the manifest has " + bytes.length + " bytes, at most " + Manifest.MAX_BYTES + " may be");
        }
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            throw refusal(location, "", "the manifest is UTF-16: save it as UTF-8");
        }
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, chars, true);
        String decoded = chars.flip().toString();
        if (result.isError()) {
            String octet = String.format("0x%02x", bytes[in.position()] & 0xFF);
            throw refusal(location, decoded, "not a text: byte " + octet + " at " + in.position() + " is not UTF-8");
        }
        return check(
                location, decoded.isEmpty() || decoded.charAt(0) != BYTE_ORDER_MARK ? decoded : decoded.substring(1));
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }

    private static SourceText check(URI location, String text) throws InvalidManifestException {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c) || c == BYTE_ORDER_MARK) {
                String name = String.format("U+%04X", c);
                throw refusal(location, text.substring(0, i), "the character " + name + " may not be in a manifest");
            }
        }
        String start = text.stripLeading();
        if (start.isEmpty()) {
            throw refusal(location, "", "the manifest is empty");
        }
        if (start.startsWith("<") && !start.startsWith("<<")) {
            throw refusal(location, "", "this is an HTML or XML page, perhaps a server's error page, not a manifest");
        }
        return new SourceText(text);
    }

    private static InvalidManifestException refusal(URI location, String before, String message) {
        return new InvalidManifestException(
                location, List.of(new SourceText(before).problem(before.length(), message)));
    }

    String text() {
        return text;
    }

    Problem problem(int offset, String message) {
        int end = Math.min(offset, text.length());
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n' || (text.charAt(i) == '\r' && !text.startsWith("\n", i + 1))) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Problem(line, text.codePointCount(lineStart, Math.max(lineStart, end)) + 1, message);
    }
}
