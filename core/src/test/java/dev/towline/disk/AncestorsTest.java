package dev.towline.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AncestorsTest {

    @TempDir
    Path home;

    @ParameterizedTest(name = "in {1} of {0} the directory of {2}: {3}")
    @CsvSource({
        "0,    0755, 1000, false", // root's and closed: nobody else can
        "1000, 0755, 1000, false", // ours
        "1001, 0755, 1000, true", // a stranger's directory
        "0,    0775, 1000, true", // the group can
        "0,    0777, 1000, true",
        "0,   01777, 1000, false", // sticky, and what is in it is ours
        "0,   01777,    0, false",
        "0,   01777, 1001, true" // sticky, but a stranger's
    })
    void aDirectoryCanBeRenamedByWhoeverMayWriteAboveIt(int parentUser, String mode, int childUser, boolean can) {
        Stat parent = directory(Integer.parseInt(mode, 8), parentUser);
        assertThat(Ancestors.canBeRenamed(parent, directory(0755, childUser), 1000))
                .isEqualTo(can);
    }

    @Test
    void theRefusalNamesTheDirectoryAndTheRemedy() throws IOException {
        Path open = Files.createDirectory(home.resolve("open"));
        Path site = Files.createDirectory(open.resolve("site"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Ancestors.requireSafe(site.resolve("app")))
                .withMessageContaining(site + " above it can be renamed by someone other than root or the running user")
                .withMessageContaining("take write permission on " + open);
        Ancestors.requireSafe(open.resolve("app")); // the destination itself is held by its handle
    }

    private static Stat directory(int mode, int user) {
        return new Stat(Stat.Kind.DIRECTORY, mode, user, 0, 1, 0, 1, 1, Instant.EPOCH, Instant.EPOCH);
    }
}
