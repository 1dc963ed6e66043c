package dev.towline.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.sync.TreeEntry;
import dev.towline.testkit.RealTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs write is read as the tree it was made of. */
class RealWritersTest {

    private static final Instant EXACT = Instant.ofEpochSecond(1_600_000_000L, 123_456_789);
    private static final Instant WHOLE = EXACT.truncatedTo(ChronoUnit.SECONDS);
    private static final String LONG = "n".repeat(120) + "/" + "m".repeat(160) + ".txt";

    @TempDir
    Path temp;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        write("bin/run", "#!/bin/sh\n", "rwxr-xr-x");
        write("etc/private", "key", "rw-------");
        write("empty", "", "rw-r--r--");
        write("\u65e5\u672c/caf\u00e9 x", "unicode", "rw-r--r--");
        write("zeros", "\0".repeat(300_000), "rw-r--r--");
        Files.createDirectories(tree.resolve("void"));
        Files.createSymbolicLink(tree.resolve("current"), Path.of("bin/run"));
        Files.createSymbolicLink(tree.resolve("log"), Path.of("/var/log/app"));
        Files.createLink(tree.resolve("bin/run2"), tree.resolve("bin/run"));
    }

    private void write(String name, String text, String permissions) throws IOException {
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        Files.setLastModifiedTime(file, FileTime.from(EXACT));
    }

    private void writeLongNames() throws IOException {
        write(LONG, "long", "rw-r--r--");
        Files.createSymbolicLink(tree.resolve("far"), Path.of(LONG));
    }

    private byte[] run(String... command) throws Exception {
        RealTools.require(command[0]);
        Path out = temp.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(tree.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("COPYFILE_DISABLE", "1");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllBytes(out);
    }

    /** Compares what was poured with the tree on disk. */
    private void assertSameTree(byte[] archive, Instant mtime) throws Exception {
        RecordingSink sink = Pouring.accepted(archive);
        Map<String, String> wanted = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                wanted.put(tree.relativize(path).toString(), line(path));
            }
        }
        Map<String, String> poured = new TreeMap<>();
        sink.entries.forEach((path, entry) -> poured.put(path, line(entry, sink)));
        poured.putIfAbsent("", String.valueOf(wanted.get("")));
        assertThat(poured).isEqualTo(wanted);
        assertThat(sink.entry("bin/run").mtime()).isEqualTo(mtime);
        assertThat(sink.entry("bin/run2").mtime()).isEqualTo(mtime);
    }

    private static String line(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "-> " + Files.readSymbolicLink(path);
        }
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
        return Integer.toOctalString(mode) + (Files.isDirectory(path) ? "/" : Files.readString(path));
    }

    private static String line(TreeEntry entry, RecordingSink sink) {
        if (entry.linkTarget().isPresent()) {
            return "-> " + entry.linkTarget().get();
        }
        String content = entry.type() == TreeEntry.Type.DIRECTORY ? "/" : sink.text(entry.path());
        return Integer.toOctalString(entry.mode()) + content;
    }

    @ParameterizedTest(name = "--format={0}")
    @ValueSource(strings = {"gnu", "oldgnu", "pax", "ustar", "v7"})
    void gnuTar(String format) throws Exception {
        if (!format.equals("v7") && !format.equals("ustar")) {
            writeLongNames();
        }
        assertSameTree(run("tar", "--format=" + format, "-c", "."), format.equals("pax") ? EXACT : WHOLE);
    }

    @ParameterizedTest(name = "--format={0}")
    @ValueSource(strings = {"gnutar", "pax", "ustar"})
    void bsdtar(String format) throws Exception {
        if (!format.equals("ustar")) {
            writeLongNames();
        }
        assertSameTree(run("bsdtar", "--format=" + format, "-c", "-f", "-", "."), format.equals("pax") ? EXACT : WHOLE);
    }

    @ParameterizedTest(name = "tar {0}")
    @ValueSource(strings = {"gzip", "zstd", "xz", "bzip2"})
    void compressedByTheirPrograms(String program) throws Exception {
        writeLongNames();
        assertSameTree(run("tar", "--" + program, "-c", "."), WHOLE);
    }

    @Test
    void pythonTarfile() throws Exception {
        writeLongNames();
        for (String format : new String[] {"GNU_FORMAT", "PAX_FORMAT"}) {
            String script = "import sys, tarfile\n"
                    + "t = tarfile.open(fileobj=sys.stdout.buffer, mode='w|gz', format=tarfile." + format + ")\n"
                    + "t.add('.', '.')\n"
                    + "t.close()\n";
            RecordingSink sink = Pouring.accepted(run("python3", "-c", script));
            assertThat(sink.text(LONG)).isEqualTo("long");
            assertThat(sink.text("\u65e5\u672c/caf\u00e9 x")).isEqualTo("unicode");
            assertThat(sink.text("bin/run2")).isEqualTo("#!/bin/sh\n");
        }
    }

    @Test
    void commonsCompress() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            out.setAddPaxHeadersForNonAsciiNames(true);
            for (String name : List.of(LONG, "\u65e5\u672c")) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(2);
                entry.setLastModifiedTime(FileTime.from(EXACT));
                out.putArchiveEntry(entry);
                out.write(new byte[] {'o', 'k'});
                out.closeArchiveEntry();
            }
        }
        RecordingSink sink = Pouring.accepted(bytes.toByteArray());

        assertThat(sink.contents).containsOnlyKeys(LONG, "\u65e5\u672c");
        assertThat(sink.entry(LONG).mtime()).isEqualTo(EXACT.minusNanos(89));
    }

    @Test
    @DisplayName("E4 git archive, with its global comment")
    void gitArchive() throws Exception {
        RealTools.require("git");
        List<String[]> commands = new ArrayList<>();
        commands.add(new String[] {"git", "init", "-q"});
        commands.add(new String[] {"git", "add", "-A"});
        commands.add(
                new String[] {"git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "all"
                });
        for (String[] command : commands) {
            run(command);
        }
        RecordingSink sink = Pouring.accepted(run("git", "-c", "tar.umask=022", "archive", "--format=tar.gz", "HEAD"));

        assertThat(sink.contents)
                .containsOnlyKeys("bin/run", "bin/run2", "empty", "etc/private", "zeros", "\u65e5\u672c/caf\u00e9 x");
        assertThat(sink.entry("bin/run").mode()).isEqualTo(0755);
        assertThat(sink.entry("log").linkTarget()).contains("/var/log/app");
    }
}
