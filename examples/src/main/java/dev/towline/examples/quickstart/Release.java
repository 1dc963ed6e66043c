package dev.towline.examples.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A release as a build would publish it: an archive of a few files, and the manifest that names it. */
final class Release {

    private static final long BUILT = 1_790_000_000_000L;

    private final int number;
    private final byte[] archive;

    Release(int number, Map<String, String> files) {
        this.number = number;
        this.archive = pack(files);
    }

    byte[] archive() {
        return archive;
    }

    /** The manifest for this release's archive at {@code src}. */
    byte[] manifest(URI src, String dest) {
        return """
                deployment: hello
                serial: %d
                src: %s
                checksum: %s
                size: %d
                dest: %s
                excludes: ["/*.pid"]
                commands:
                  pre:
                    - echo "stopping what runs"
                  post:
                    - echo "starting release $(cat "$TOWLINE_DEST/VERSION")"
                  failure:
                    - echo "telling the team about it, with $(wc -l) lines of log"
                check:
                  commands: ["grep -q healthy $TOWLINE_DEST/status"]
                  deadline: 1s
                  interval: 300ms
                """.formatted(number, src, sha256(archive), archive.length, dest).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] pack(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip)) {
            for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                entry.setModTime(BUILT);
                entry.setMode(0644);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
