package dev.towline.archive;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What bytes are that are no tar archive, as far as their beginning shows. */
final class KnownFormat {

    private record Magic(String prefix, String name) {}

    private static final List<Magic> MAGICS = List.of(
            new Magic("PK\003\004", "a zip file"),
            new Magic("PK\005\006", "a zip file"),
            new Magic("\037\213", "gzip data"),
            new Magic("\050\265\057\375", "zstd data"),
            new Magic("\3757zXZ\0", "xz data"),
            new Magic("BZh", "bzip2 data"),
            new Magic("\004\"M\030", "lz4 data"),
            new Magic("LZIP", "lzip data"),
            new Magic("\037\235", "compress (.Z) data"),
            new Magic("7z\274\257\047\034", "a 7z file"),
            new Magic("Rar!", "a rar file"),
            new Magic("!<arch>", "an ar archive or Debian package"),
            new Magic("070701", "a cpio archive"),
            new Magic("\177ELF", "an ELF program"),
            new Magic("version https://git-lfs", "a Git LFS pointer"),
            new Magic("Salted__", "encrypted with openssl"));

    private KnownFormat() {}

    /** A description that completes "the artifact is ...". */
    static String of(byte[] bytes, int length) {
        String head = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        for (Magic magic : MAGICS) {
            if (head.startsWith(magic.prefix)) {
                return magic.name;
            }
        }
        String text = head.startsWith("\357\273\277") ? head.substring(3) : head;
        text = text.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
            return "an HTML page";
        }
        if (text.startsWith("<?xml") || text.startsWith("<error")) {
            return "an XML document";
        }
        if (text.startsWith("{") || text.startsWith("[{")) {
            return "probably a JSON document";
        }
        return "something unknown";
    }
}
