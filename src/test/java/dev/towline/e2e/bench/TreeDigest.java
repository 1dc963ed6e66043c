package dev.towline.e2e.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One digest of what makes a tree: names, types, modes, link targets, content, and the times of files and directories. */
final class TreeDigest {

    private TreeDigest() {}

    /** The digest of the tree at {@code root}, whose own name does not count. */
    static String of(Path root) throws IOException {
        MessageDigest digest = sha256();
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.sorted().toList();
        }
        for (Path path : paths) {
            Map<String, Object> stat =
                    Files.readAttributes(path, "unix:mode,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
            boolean link = Files.isSymbolicLink(path);
            boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
            String line = String.join(
                    "\0",
                    root.relativize(path).toString(),
                    String.valueOf(stat.get("mode")),
                    file ? String.valueOf(stat.get("size")) : "",
                    link
                            ? Files.readSymbolicLink(path).toString()
                            : stat.get("lastModifiedTime").toString());
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            if (file) {
                digest.update(Files.readAllBytes(path));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
