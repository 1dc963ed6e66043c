package dev.towline.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Open directories of one tree, by their path in it. Each is entered from the one above it by a name that is no link; the
 * least recently used are closed again. Not thread-safe. A {@link Dir} handed out stays open until a few dozen others
 * were asked for.
 */
public final class OpenDirs implements AutoCloseable {

    private static final int MOST = 48;

    private final Dir root;
    private final Map<String, Dir> open = new LinkedHashMap<>(16, 0.75f, true);

    /** The tree whose root is {@code root}, which is closed together with this. */
    public OpenDirs(Dir root) {
        this.root = root;
    }

    public Dir root() {
        return root;
    }

    /** The directory at {@code path}; empty when a part of the path is missing or no directory. */
    public Optional<Dir> find(String path) throws IOException {
        if (path.isEmpty()) {
            return Optional.of(root);
        }
        Dir known = open.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Dir> above = find(parent(path));
        if (above.isEmpty()) {
            return Optional.empty();
        }
        Optional<Stat> stat = above.get().stat(name(path));
        if (stat.isEmpty() || !stat.get().isDirectory()) {
            return Optional.empty();
        }
        Dir dir = above.get().open(name(path));
        open.put(path, dir);
        closeEldest();
        return Optional.of(dir);
    }

    /** The directory at {@code path}, which must be there. */
    public Dir get(String path) throws IOException {
        return find(path)
                .orElseThrow(() -> new FileSystemException(
                        root.path().resolve(path).toString(), null, "is not a directory, or is missing"));
    }

    /** What {@code path} is; empty when there is nothing. */
    public Optional<Stat> stat(String path) throws IOException {
        if (path.isEmpty()) {
            return Optional.of(root.stat());
        }
        Optional<Dir> above = find(parent(path));
        return above.isEmpty() ? Optional.empty() : above.get().stat(name(path));
    }

    /** Closes the directory at {@code path} and those below it: something else will stand there. */
    public void forget(String path) throws IOException {
        for (Iterator<Map.Entry<String, Dir>> all = open.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Dir> entry = all.next();
            if (entry.getKey().equals(path) || entry.getKey().startsWith(path + "/")) {
                all.remove();
                entry.getValue().close();
            }
        }
    }

    /** The path of the directory that {@code path} is in. */
    public static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** The last name of {@code path}. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Dir dir : open.values()) {
            try {
                dir.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        open.clear();
        root.close();
        if (failure != null) {
            throw failure;
        }
    }

    private void closeEldest() throws IOException {
        if (open.size() > MOST) {
            Iterator<Dir> eldest = open.values().iterator();
            Dir dir = eldest.next();
            eldest.remove();
            dir.close();
        }
    }
}
