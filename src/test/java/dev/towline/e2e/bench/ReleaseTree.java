package dev.towline.e2e.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The tree that is deployed, the same in every run: many small files of text, some large ones that hardly compress, a few
 * programs and links.
 */
final class ReleaseTree {

    private static final long SEED = 20261123;
    private static final int DIRECTORIES = 400;
    private static final int TEXTS = 10_000;
    private static final int BINARIES = 300;
    private static final int LINKS = 60;
    private static final int ONE_IN = 100;
    static final long TIME = Instant.parse("2026-11-20T08:00:00Z").getEpochSecond();

    private final Path root;
    private final Random random = new Random(SEED);
    private final List<Path> directories = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final String[] words = new String[4000];
    private final String[] lines = new String[6000];
    private long bytes;

    private ReleaseTree(Path root) {
        this.root = root;
        for (int i = 0; i < words.length; i++) {
            words[i] = word(2 + random.nextInt(9));
        }
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line();
        }
    }

    /** Makes the tree at {@code root}, which must not exist. */
    static ReleaseTree make(Path root) throws IOException {
        ReleaseTree tree = new ReleaseTree(root);
        tree.makeDirectories();
        for (int i = 0; i < TEXTS; i++) {
            tree.file("Module" + i + ".txt", tree.text(200 + tree.skewed(36_000)));
        }
        for (int i = 0; i < BINARIES; i++) {
            tree.file("library" + i + ".so", tree.binary(60_000 + tree.skewed(900_000)));
        }
        tree.makeLinks();
        tree.date();
        return tree;
    }

    int count() {
        return files.size();
    }

    long bytes() {
        return bytes;
    }

    /** How many files {@link #patch} changes. */
    int patched() {
        return (files.size() + ONE_IN - 1) / ONE_IN;
    }

    /** Gives one file in a hundred other content and a later time; the answer is how many bytes these files have now. */
    long patch() throws IOException {
        long changed = 0;
        for (int i = 0; i < files.size(); i += ONE_IN) {
            Path file = files.get(i);
            byte[] content = text((int) Files.size(file) + 100);
            Files.write(file, content);
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(TIME + 86_400)));
            changed += content.length;
        }
        return changed;
    }

    private void makeDirectories() throws IOException {
        Files.createDirectory(root);
        directories.add(root);
        while (directories.size() < DIRECTORIES) {
            Path parent = directories.get(random.nextInt(Math.min(directories.size(), 60)));
            directories.add(Files.createDirectory(parent.resolve("part" + directories.size())));
        }
    }

    private void file(String name, byte[] content) throws IOException {
        Path file = directories.get(random.nextInt(directories.size())).resolve(name);
        Files.write(file, content);
        String mode = files.size() % 25 == 0 ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        files.add(file);
        bytes += content.length;
    }

    private void makeLinks() throws IOException {
        for (int i = 0; i < LINKS; i++) {
            Path file = files.get(random.nextInt(files.size()));
            Files.createSymbolicLink(file.resolveSibling("link" + i), file.getFileName());
        }
    }

    /** Whole seconds, as most archives have them. */
    private void date() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    Files.setLastModifiedTime(file, time());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.setLastModifiedTime(directory, time());
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private FileTime time() {
        return FileTime.from(Instant.ofEpochSecond(TIME + random.nextInt(3600)));
    }

    /** From 0 to {@code most}, a third of it on average, small numbers more often than large ones. */
    private int skewed(int most) {
        double share = random.nextDouble();
        return (int) (share * share * most);
    }

    private String word(int letters) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private String line() {
        StringBuilder line = new StringBuilder(" ".repeat(4 * random.nextInt(4)));
        for (int i = random.nextInt(10); i >= 0; i--) {
            line.append(few(words)).append(' ');
        }
        return line.append('\n').toString();
    }

    /** One of them, the first ones much more often. */
    private String few(String[] all) {
        return all[(int) (Math.pow(random.nextDouble(), 3) * all.length)];
    }

    /** Lines, most of them seen before, much as source and markup compress: to about a quarter. */
    private byte[] text(int length) {
        StringBuilder text = new StringBuilder(length + 200);
        while (text.length() < length) {
            text.append(random.nextInt(4) == 0 ? line() : few(lines));
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    /** Noise with runs of zeros in it, much as machine code compresses: to about two thirds. */
    private byte[] binary(int length) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        for (int at = 0; at + 96 < length; at += 96) {
            Arrays.fill(content, at, at + 32, (byte) 0);
        }
        return content;
    }
}
