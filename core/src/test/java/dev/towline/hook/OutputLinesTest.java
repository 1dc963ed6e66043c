package dev.towline.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutputLinesTest {

    private static List<String> lines(byte[] bytes, int pieces) {
        List<String> lines = new ArrayList<>();
        OutputLines output = new OutputLines(lines::add);
        for (int at = 0; at < bytes.length; at += pieces) {
            output.accept(bytes, at, Math.min(pieces, bytes.length - at));
        }
        output.end();
        return lines;
    }

    private static List<String> lines(String text) {
        return lines(text.getBytes(StandardCharsets.UTF_8), 1 << 16);
    }

    @Test
    @DisplayName("H6 characters that could forge or hide log text are escaped")
    void escapes() {
        assertThat(lines("10%\r20%\n\033[31mred\033[0m\tand\u0000\u007f\u0085\n\u202eabc\u2028\ufeff\n"))
                .containsExactly("10%\\r20%", "\\x1b[31mred\\x1b[0m\tand\\x00\\x7f\\x85", "\\u202eabc\\u2028\\ufeff");
    }

    @Test
    @DisplayName("H6 what is not UTF-8 is replaced")
    void malformed() {
        assertThat(lines(new byte[] {'a', (byte) 0xff, 'b', '\n', (byte) 0xe6, (byte) 0x97}, 100))
                .containsExactly("a\ufffdb", "\ufffd");
    }

    @Test
    void aCharacterMayArriveInPieces() {
        byte[] bytes = "日本語\uD83D\uDE80\nend".getBytes(StandardCharsets.UTF_8);
        for (int pieces = 1; pieces <= bytes.length; pieces++) {
            assertThat(lines(bytes, pieces)).containsExactly("日本語\uD83D\uDE80", "end");
        }
    }

    @Test
    @DisplayName("H6 a long line is told in parts, no character torn apart")
    void longLines() {
        assertThat(lines("x".repeat(8192 * 2 + 1) + "\ny"))
                .extracting(String::length)
                .containsExactly(8192, 8192, 1, 1);
        assertThat(lines("x".repeat(8191) + "\uD83D\uDE80y")).containsExactly("x".repeat(8191) + "\uD83D\uDE80", "y");
        assertThat(lines("x".repeat(8192) + "\n")).hasSize(1);
    }

    @Test
    void emptyLinesAreLines() {
        assertThat(lines("\n\na\n")).containsExactly("", "", "a");
        assertThat(lines("")).isEmpty();
    }
}
