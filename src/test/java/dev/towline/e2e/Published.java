package dev.towline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A directory that releases are published in, as files. */
record Published(Path directory) {

    Published {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes {@code content} and gives back its address. */
    URI put(String name, byte[] content) {
        try {
            return Files.write(directory.resolve(name), content).toUri();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI put(String name, String content) {
        return put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Publishes an archive and a manifest for it with {@code more} lines; gives back the manifest's address. */
    URI release(String name, byte[] archive, Path dest, String more) {
        return put(name + ".yml", manifest(put(name + ".tar", archive), archive, dest, more));
    }

    static String manifest(URI src, byte[] archive, Path dest, String more) {
        return "src: " + src + "\nchecksum: " + digest("SHA-256", archive) + "\ndest: " + dest + "\n" + more;
    }

    static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
