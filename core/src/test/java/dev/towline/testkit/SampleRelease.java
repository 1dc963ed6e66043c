package dev.towline.testkit;

import dev.towline.sync.TreeEntry.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A small tree, each entry one line of text, that can be an archive and be compared with what is on disk. */
final class SampleRelease {

    private static final Instant MTIME = Instant.ofEpochSecond(TarBytes.MTIME);

    private record Entry(Type type, int mode, String text) {

        String line() {
            return type + " " + Integer.toOctalString(mode) + " " + text;
        }
    }

    private final Map<String, Entry> entries = new TreeMap<>();

    SampleRelease file(String path, String content) {
        return file(path, 0644, content);
    }

    SampleRelease file(String path, int mode, String content) {
        entries.put(path, new Entry(Type.FILE, mode, content));
        return this;
    }

    SampleRelease directory(String path, int mode) {
        entries.put(path, new Entry(Type.DIRECTORY, mode, ""));
        return this;
    }

    SampleRelease link(String path, String target) {
        entries.put(path, new Entry(Type.SYMLINK, 0777, target));
        return this;
    }

    byte[] archive() {
        TarBytes tar = TarBytes.tar();
        entries.forEach((path, entry) -> {
            switch (entry.type()) {
                case DIRECTORY -> tar.dir(path, entry.mode());
                case FILE -> tar.file(path, entry.mode(), entry.text().getBytes(StandardCharsets.UTF_8));
                case SYMLINK -> tar.symlink(path, entry.text());
            }
        });
        return tar.end().bytes();
    }

    /** One line for each path of a type that is wanted: what it is, its mode, content or target. */
    Map<String, String> lines(Predicate<Type> wanted) {
        return entries.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue().type()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().line(), (a, b) -> b, TreeMap::new));
    }

    /** The same lines for what is in {@code tree}; an entry whose time is not that of a release says so. */
    static Map<String, String> lines(Path tree, Predicate<Type> wanted) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        for (Map.Entry<String, TreeSnapshot.Entry> found :
                TreeSnapshot.of(tree.toRealPath()).without(".").entries().entrySet()) {
            Path path = tree.resolve(found.getKey());
            TreeSnapshot.Entry is = found.getValue();
            Type type = is.type() == 'd' ? Type.DIRECTORY : is.type() == 'l' ? Type.SYMLINK : Type.FILE;
            if (wanted.test(type)) {
                String text = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.readString(path) : is.link();
                String time = is.mtime().equals(MTIME) ? "" : " of " + is.mtime();
                lines.put(found.getKey(), new Entry(type, Integer.parseInt(is.mode(), 8), text).line() + time);
            }
        }
        return lines;
    }
}
