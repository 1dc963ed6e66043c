package dev.towline.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.towline.archive.TarMember.Type;
import dev.towline.sync.TreeEntry.Owner;
import dev.towline.testkit.TarBytes;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The second reader is asked and believed only when it says what the guard says. */
class CommonsTarTest {

    private static void open(TarBytes tar, TarMember claimed) throws Exception {
        Quota quota = new Quota(ArchiveLimits.STANDARD, () -> 0, warning -> {});
        TarGuard guard = new TarGuard(new ByteArrayInputStream(tar.end().bytes()), "", quota);
        TarMember member = guard.next();
        assertThat(member).isNotNull();
        CommonsTar commons = new CommonsTar(guard);
        commons.open(new TarMember(
                claimed.type(),
                claimed.name(),
                claimed.link(),
                member.mode(),
                member.mtime(),
                member.owner(),
                claimed.size()));
        commons.skipRest();
        assertThat(guard.next()).isNull();
    }

    private static TarMember member(Type type, String name, String link, long size) {
        return new TarMember(type, name, link, 0, Instant.EPOCH, Owner.UNKNOWN, size);
    }

    @Test
    void agreementIsFine() throws Exception {
        open(TarBytes.tar().file("a", "x"), member(Type.FILE, "a", "", 1));
        open(TarBytes.tar().dir("a"), member(Type.DIRECTORY, "a/", "", 0));
        open(TarBytes.tar().pax("linkpath", "c").symlink("a", "b"), member(Type.SYMLINK, "a", "c", 0));
        open(TarBytes.tar().longName("long").hardlink("a", "b"), member(Type.HARDLINK, "long", "b", 0));
    }

    @Test
    void disagreementAboutNameTypeLinkOrSizeIsRejected() {
        for (TarMember claimed : new TarMember[] {
            member(Type.HARDLINK, "b", "target", 0),
            member(Type.SYMLINK, "a", "target", 0),
            member(Type.FILE, "a", "target", 0),
            member(Type.DIRECTORY, "a", "target", 0),
            member(Type.HARDLINK, "a", "other", 0),
            member(Type.HARDLINK, "a", "target", 1)
        }) {
            assertThatExceptionOfType(InvalidArchiveException.class)
                    .isThrownBy(() -> open(TarBytes.tar().hardlink("a", "target"), claimed))
                    .withMessageContaining("two readers disagree");
        }
    }
}
