package dev.towline.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookOutputTest {

    private static final int LINE = 64;
    private static final int LINES_KEPT = HookOutput.KEPT / LINE;

    @TempDir
    Path directory;

    private final Told told = new Told();
    private Path file = Path.of("");
    private int printed;

    @BeforeEach
    void emptyFile() throws IOException {
        file = Files.createFile(directory.resolve("output"));
    }

    /** Prints {@code bytes} as numbered lines of 64 bytes each. */
    private void print(int bytes) throws IOException {
        StringBuilder text = new StringBuilder(bytes);
        while (text.length() < bytes) {
            text.append(line(printed++)).append('\n');
        }
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private static String line(int number) {
        return "%063d".formatted(number);
    }

    @Test
    @DisplayName("H6 of a flood that comes before the first look the first and the last 64 KiB are told")
    void floodBeforeTheFirstLook() throws IOException {
        print(HookOutput.CAP + LINE);
        try (HookOutput output = new HookOutput(new Disk(), file, told)) {
            assertThat(output.tellSome()).isFalse();
            assertThat(file).isEmptyFile();
            output.tellRest();
        }

        int omitted = HookOutput.CAP + LINE - 2 * HookOutput.KEPT;
        assertThat(told.lines())
                .hasSize(2 * LINES_KEPT + 1)
                .startsWith(line(0), line(1))
                .endsWith(line(printed - 1))
                .element(LINES_KEPT)
                .isEqualTo("[" + omitted + " bytes of output left out]");
        assertThat(told.line(LINES_KEPT - 1)).isEqualTo(line(LINES_KEPT - 1));
        assertThat(told.line(LINES_KEPT + 1)).isEqualTo(line(printed - LINES_KEPT));
    }

    @Test
    @DisplayName("H6 what is printed between the last cut and the end joins what the cut kept")
    void endAfterTwoCuts() throws IOException {
        try (HookOutput output = new HookOutput(new Disk(), file, told)) {
            print(HookOutput.KEPT);
            output.tellSome();
            print(HookOutput.CAP);
            output.tellSome();
            print(2 * HookOutput.CAP);
            output.tellSome();
            print(10 * LINE);
            assertThat(output.tellSome()).isFalse();
            output.tellRest();
        }

        int omitted = 3 * HookOutput.CAP + 10 * LINE - HookOutput.KEPT;
        assertThat(told.line(LINES_KEPT)).isEqualTo("[" + omitted + " bytes of output left out]");
        assertThat(told.lines().subList(LINES_KEPT + 1, told.lines().size()))
                .isEqualTo(IntStream.range(printed - LINES_KEPT, printed)
                        .mapToObj(HookOutputTest::line)
                        .toList());
    }

    @Test
    void aCommandThatEmptiesItsOwnOutputIsStillHeard() throws IOException {
        try (HookOutput output = new HookOutput(new Disk(), file, told)) {
            print(3 * LINE);
            output.tellSome();
            new Disk().truncate(file, 0);
            output.tellSome();
            print(LINE);
            output.tellRest();
        }

        assertThat(told.lines()).containsExactly(line(0), line(1), line(2), line(3));
    }
}
