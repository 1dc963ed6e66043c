package dev.towline.archive;

import dev.towline.archive.ArchiveLimits.Option;
import dev.towline.archive.PathTable.Entry;
import dev.towline.archive.PathTable.Kind;
import dev.towline.sync.TreeEntry;
import dev.towline.sync.TreeEntry.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets members of an archive become entries of a tree when nothing that came before speaks against it. */
final class TreeRules {

    private static final int PERMISSIONS = 0777;
    private static final int IMPLICIT_DIRECTORY = 0755;

    private final ArchiveLimits limits;
    private final Quota quota;
    private final EntryPath paths;
    private final TreeSink sink;
    private final PathTable known = new PathTable();
    private String lastParent = "";
    private int specialBits;
    private boolean empty = true;

    TreeRules(ArchiveLimits limits, Quota quota, EntryPath paths, TreeSink sink) {
        this.limits = limits;
        this.quota = quota;
        this.paths = paths;
        this.sink = sink;
    }

    /** The path at which {@code member} wants to be; to be asked before the member is given. */
    String path(TarMember member) throws ArchiveException {
        String path = paths.of(member.name(), "name");
        boolean directory = member.type() == TarMember.Type.DIRECTORY;
        if (!directory && (path.isEmpty() || member.name().endsWith("/."))) {
            throw InvalidArchiveException.of("its name is that of a directory, but it is none");
        }
        return path;
    }

    /** Gives one member to the sink, and before it the parents that the archive leaves out. */
    void give(String path, TarMember member, InputStream content) throws IOException {
        quota.entry(path);
        parents(path, member.mtime());
        switch (member.type()) {
            case DIRECTORY -> directory(path, member);
            case FILE -> file(path, member, content);
            case SYMLINK -> symlink(path, member);
            case HARDLINK -> hardLink(path, member);
        }
    }

    private void directory(String path, TarMember member) throws IOException {
        if (!path.isEmpty()) {
            Optional<Entry> before = known.get(path);
            if (before.isPresent() && before.get().kind() != Kind.DIRECTORY) {
                throw InvalidArchiveException.of(
                        "it is a directory, but the archive has a " + word(before.get()) + " there");
            }
            known.put(path, Kind.DIRECTORY, 0);
        }
        sink.put(
                TreeEntry.directory(path, mode(member), member.mtime(), member.owner()), InputStream.nullInputStream());
    }

    private void file(String path, TarMember member, InputStream content) throws IOException {
        take(path, Kind.FILE, member.size());
        sink.put(TreeEntry.file(path, mode(member), member.mtime(), member.owner(), member.size()), content);
    }

    private void symlink(String path, TarMember member) throws IOException {
        String target = paths.linkTarget(member.link());
        if (limits.has(Option.LINKS_INSIDE) && leadsOut(path, target)) {
            throw InvalidArchiveException.of(
                    "it is a symbolic link out of the tree, to \"" + Escaped.of(target) + "\"");
        }
        take(path, Kind.SYMLINK, 0);
        sink.put(TreeEntry.symlink(path, target, member.mtime(), member.owner()), InputStream.nullInputStream());
    }

    private void hardLink(String path, TarMember member) throws IOException {
        String target = paths.of(member.link(), "link target");
        Entry linked = known.get(target)
                .filter(entry -> !target.equals(path))
                .orElseThrow(() -> InvalidArchiveException.of("it is a hard link to \"" + Escaped.of(member.link())
                        + "\", which is no earlier file of the archive"));
        if (linked.kind() != Kind.FILE) {
            throw InvalidArchiveException.of(
                    "it is a hard link to \"" + Escaped.of(member.link()) + "\", which is a " + word(linked));
        }
        quota.bytes(linked.size());
        take(path, Kind.FILE, linked.size());
        sink.copy(TreeEntry.file(path, mode(member), member.mtime(), member.owner(), linked.size()), target);
    }

    /** Takes the path for something that is no directory. */
    private void take(String path, Kind kind, long size) throws InvalidArchiveException {
        Optional<Entry> before = known.get(path);
        if (before.isPresent() && !(before.get().kind() == kind && limits.has(Option.LAST_WINS))) {
            throw InvalidArchiveException.of("the archive already has a " + word(before.get()) + " there");
        }
        known.put(path, kind, size);
        empty = false;
    }

    /** Sees to it that the parent is a directory of this archive, never a link. */
    private void parents(String path, Instant mtime) throws IOException {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return;
        }
        String parent = path.substring(0, slash);
        if (parent.equals(lastParent)) {
            return;
        }
        Optional<Entry> found = known.get(parent);
        if (found.isPresent() && found.get().kind() != Kind.DIRECTORY) {
            throw InvalidArchiveException.of(
                    "it lies below \"" + Escaped.of(parent) + "\", which is a " + word(found.get()));
        }
        if (found.isEmpty()) {
            parents(parent, mtime);
            quota.entry(parent);
            known.put(parent, Kind.DIRECTORY, 0);
            sink.put(
                    TreeEntry.directory(parent, IMPLICIT_DIRECTORY, mtime, Owner.UNKNOWN),
                    InputStream.nullInputStream());
        }
        lastParent = parent;
    }

    /**
     * Whether {@code target} may lead out of the tree. As no parent of an entry is a link, it is enough that all
     * {@code ..} come first and are no more than the link's parents.
     */
    private static boolean leadsOut(String path, String target) {
        if (target.startsWith("/")) {
            return true;
        }
        long up = path.chars().filter(c -> c == '/').count();
        boolean down = false;
        for (String component : target.split("/", -1)) {
            if (component.equals("..")) {
                if (down || --up < 0) {
                    return true;
                }
            } else if (!component.isEmpty() && !component.equals(".")) {
                down = true;
            }
        }
        return false;
    }

    private int mode(TarMember member) {
        int mode = member.mode();
        if ((mode & ~PERMISSIONS) != 0 && !limits.has(Option.KEEP_SPECIAL_BITS)) {
            specialBits++;
            return mode & PERMISSIONS;
        }
        return mode;
    }

    private static String word(Entry entry) {
        return entry.kind() == Kind.SYMLINK
                ? "symbolic link"
                : entry.kind().name().toLowerCase(Locale.ROOT);
    }

    /** To be called after the last member. */
    void finish(Consumer<String> warnings) throws InvalidArchiveException {
        if (empty && !limits.has(Option.ALLOW_EMPTY)) {
            throw InvalidArchiveException.empty(
                    "the archive holds no file and no link; if that is meant, say allow_empty: true in the manifest");
        }
        if (specialBits > 0) {
            warnings.accept("setuid, setgid and sticky bits of " + specialBits + " entries were cleared");
        }
    }
}
