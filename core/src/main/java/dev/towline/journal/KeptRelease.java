package dev.towline.journal;

import dev.towline.disk.Disk;
import dev.towline.manifest.Checksum;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a destination's record keeps of one release: its manifest as it was fetched, under which terms it was deployed, and
 * the tree index that its deploy left. A manifest may hold credentials, so its directory is for the running user alone.
 */
public final class KeptRelease {

    /**
     * A manifest and its terms, which recovery and rollback go by rather than by what policy and flags say then.
     *
     * @param text the manifest as it was fetched
     * @param location where from; may hold no credentials
     * @param owner whom the files belong to, as {@code OwnerPolicy} writes it; empty for the running user
     * @param hookVariables names of variables that its commands are handed
     * @param wholeEnvironment whether its commands are handed all variables
     */
    public record Terms(
            String text, URI location, String owner, List<String> hookVariables, boolean wholeEnvironment) {}

    private final Disk disk;
    private final Path directory;
    private final StateFile origin;

    KeptRelease(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
        this.origin = new StateFile(disk, directory, "origin", 1);
    }

    /** Keeps a manifest and its terms. Durable on return; what is kept already is not written again. */
    public void keep(Terms terms) throws IOException {
        List<String> lines = List.of(
                "manifest " + StateFile.escaped(terms.location().toString()),
                "sha256 " + sha256(terms.text()),
                "owner " + StateFile.escaped(terms.owner()),
                "hook-env " + String.join(" ", terms.hookVariables()),
                "hook-env-all " + terms.wholeEnvironment());
        if (terms().isPresent()
                && origin.read(kept -> kept).filter(lines::equals).isPresent()) {
            return;
        }
        disk.privateDirectories(directory);
        disk.replace(directory.resolve("manifest"), terms.text());
        origin.write(lines);
    }

    /** What was kept; empty when nothing was, or when it is not what it was any more. */
    public Optional<Terms> terms() throws IOException {
        Optional<Map<String, String>> fields = origin.read(StateFile::fields);
        Path manifest = directory.resolve("manifest");
        if (fields.isEmpty() || !Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(manifest), StandardCharsets.UTF_8);
        if (!sha256(text).equals(fields.get().get("sha256"))) {
            return Optional.empty();
        }
        String names = Objects.requireNonNullElse(fields.get().get("hook-env"), "");
        return Optional.of(new Terms(
                text,
                URI.create(Objects.requireNonNullElse(fields.get().get("manifest"), "")),
                Objects.requireNonNullElse(fields.get().get("owner"), ""),
                names.isEmpty() ? List.of() : List.of(names.split(" ")),
                Boolean.parseBoolean(fields.get().get("hook-env-all"))));
    }

    /** The file of the tree index, which need not exist. */
    public Path index() {
        return directory.resolve("index");
    }

    void remove() throws IOException {
        disk.removeTree(directory);
    }

    private static String sha256(String text) {
        return Checksum.of(Checksum.Algorithm.SHA_256, text.getBytes(StandardCharsets.UTF_8))
                .hex();
    }
}
