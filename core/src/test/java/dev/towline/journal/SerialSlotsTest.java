package dev.towline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.towline.disk.Disk;
import dev.towline.disk.Op;
import dev.towline.trust.AcceptedSerial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** K15: the record of the last serial outlives a torn write and a spoilt block. */
class SerialSlotsTest {

    private static final AcceptedSerial FIRST = accepted(1_700_000_000);
    private static final AcceptedSerial SECOND = accepted(1_700_000_001);
    private static final AcceptedSerial THIRD = accepted(1_700_000_002);

    @TempDir
    Path home;

    private static AcceptedSerial accepted(long serial) {
        return AcceptedSerial.of(serial, "%064x".formatted(serial), Instant.ofEpochSecond(serial, 123_456_789));
    }

    private SerialSlots slots() {
        return SerialSlots.in(new Disk(), home.resolve("state/dest"));
    }

    private Path slot(int number) {
        return home.resolve("state/dest/serial." + number);
    }

    @Test
    void whereNothingWasAcceptedThereIsNone() throws IOException {
        assertThat(slots().read()).isEqualTo(AcceptedSerial.NONE);
        assertThat(home.resolve("state")).doesNotExist();
    }

    @Test
    @DisplayName("what was written last is read, by slots in turn")
    void writtenInTurn() throws IOException {
        for (AcceptedSerial each : List.of(FIRST, SECOND, THIRD, FIRST)) {
            slots().write(each);
            assertThat(slots().read()).isEqualTo(each);
        }

        assertThat(slot(0)).content().contains("serial " + THIRD.serial()).contains("turn 2");
        assertThat(slot(1)).content().contains("serial " + FIRST.serial()).contains("turn 3");
        try (Stream<Path> files = Files.list(slot(0).getParent())) {
            assertThat(files).containsExactlyInAnyOrder(slot(0), slot(1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "towline-serial 1\n",
                "\0\0\0\0",
                "HALF",
                "FLIPPED",
                "LONGER",
                "TWICE",
                "EARLIER TURN",
                "DIRECTORY"
            })
    @DisplayName("a slot that does not hold what was written is passed over, and written next")
    void tornSlot(String damage) throws IOException {
        slots().write(FIRST);
        slots().write(SECOND);
        damage(slot(1), damage);

        assertThat(slots().read()).isEqualTo(FIRST);
        if (!damage.equals("DIRECTORY")) {
            slots().write(THIRD);
            assertThat(slot(0)).content().contains("serial " + FIRST.serial());
            assertThat(slots().read()).isEqualTo(THIRD);
        }
    }

    @Test
    void whereBothAreSpoiltOrTheOnlyOneIsNobodyKnows() throws IOException {
        slots().write(FIRST);
        damage(slot(0), "HALF");
        assertThat(slots().read()).isEqualTo(AcceptedSerial.UNREADABLE);

        slots().write(SECOND);
        assertThat(slots().read()).isEqualTo(SECOND);
        slots().write(THIRD);
        damage(slot(0), "FLIPPED");
        damage(slot(1), "FLIPPED");
        assertThat(slots().read()).isEqualTo(AcceptedSerial.UNREADABLE);
    }

    @Test
    void aLinkInPlaceOfASlotIsNotFollowed() throws IOException {
        slots().write(FIRST);
        slots().write(SECOND);
        Path moved = Files.move(slot(1), home.resolve("elsewhere"));
        Files.createSymbolicLink(slot(1), moved);

        assertThat(slots().read()).isEqualTo(FIRST);
    }

    @Test
    void aSlotOfANewerTowlineIsAnError() throws IOException {
        slots().write(FIRST);
        Files.writeString(slot(1), "towline-serial 2\nwhatever\n");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> slots().read())
                .withMessageContaining(slot(1).toString())
                .withMessageContaining("newer Towline");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> slots().write(SECOND));
    }

    @Test
    @DisplayName("X1 a write that fails at any of its calls leaves what was there, or what was to be there")
    void failedWrites() throws IOException {
        slots().write(FIRST);
        slots().write(SECOND);
        int calls = 0;
        boolean failed = true;
        while (failed) {
            int[] left = {calls++};
            Disk failing = new Disk((Op op) -> {
                if (left[0]-- == 0) {
                    throw new IOException("no space");
                }
            });
            AcceptedSerial before = slots().read();
            try {
                SerialSlots.in(failing, home.resolve("state/dest")).write(THIRD);
                failed = false;
            } catch (IOException e) {
                assertThat(slots().read()).isIn(before, THIRD);
            }
        }
        assertThat(calls).isGreaterThan(4);
        assertThat(slots().read()).isEqualTo(THIRD);
    }

    private static void damage(Path slot, String how) throws IOException {
        String text = Files.readString(slot);
        switch (how) {
            case "HALF" -> Files.writeString(slot, text.substring(0, text.length() / 2));
            case "FLIPPED" -> Files.writeString(slot, text.replaceFirst("serial 17", "serial 97"));
            case "LONGER" -> Files.writeString(slot, text + "\n");
            case "TWICE" -> Files.writeString(slot, text + text);
            case "EARLIER TURN" -> Files.writeString(slot, text.replaceFirst("turn [0-9]+", "turn 9"));
            case "DIRECTORY" -> {
                Files.delete(slot);
                Files.createDirectory(slot);
            }
            default -> Files.writeString(slot, how);
        }
    }
}
