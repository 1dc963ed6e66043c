package dev.towline.e2e.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A published release: archives of one tree, served over HTTP, and manifests for them. */
final class Release {

    private final Path served;
    private final LoopbackServer server;
    private final String name;
    private final String digest;

    private Release(Path served, LoopbackServer server, String name, String digest) {
        this.served = served;
        this.server = server;
        this.name = name;
        this.digest = digest;
    }

    /** Publishes what {@code tree} holds now, packed as {@code .tar.gz} and {@code .tar.zst}. */
    static Release publish(Path tree, String name, LoopbackServer server, Path scratch)
            throws IOException, InterruptedException {
        Path served = server.directory();
        Release release = new Release(served, server, name, TreeDigest.of(tree));
        String tar = "tar --sort=name --numeric-owner -C " + tree + " ";
        Command.shell(
                        scratch,
                        tar + "--zstd -cf " + release.file("tar.zst") + " . &",
                        tar + "-czf " + release.file("tar.gz") + " .",
                        "wait $!",
                        "cd " + served,
                        "for f in " + name + ".tar.*; do sha256sum $f | cut -d' ' -f1 > $f.sha256; done")
                .run();
        return release;
    }

    /** Of the tree; see {@link TreeDigest}. */
    String digest() {
        return digest;
    }

    Path file(String format) {
        return served.resolve(name + "." + format);
    }

    URI uri(String format) {
        return server.uri(name + "." + format);
    }

    String sha256(String format) throws IOException {
        return Files.readString(served.resolve(name + "." + format + ".sha256")).strip();
    }

    /** A manifest that puts the archive at {@code src} into {@code dest}. */
    URI manifest(String format, URI src, Path dest) throws IOException {
        String manifest = "manifest-" + name + "-" + dest.getFileName() + ".yml";
        Files.writeString(
                served.resolve(manifest),
                String.join(
                        "\n",
                        "src: " + src,
                        "checksum: " + sha256(format),
                        "dest: " + dest,
                        "dest_mode: 0755",
                        "commands: {pre: [], post: [], success: [], failure: []}",
                        ""));
        return server.uri(manifest);
    }
}
