package dev.towline.archive;

import dev.towline.sync.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what was poured, by path, and everything it was told in order. */
final class RecordingSink implements TreeSink {

    final Map<String, TreeEntry> entries = new LinkedHashMap<>();
    final Map<String, byte[]> contents = new LinkedHashMap<>();
    final List<String> told = new ArrayList<>();

    @Override
    public void put(TreeEntry header, InputStream content) throws IOException {
        told.add(header.toString());
        entries.put(header.path(), header);
        byte[] bytes = content.readAllBytes();
        if (bytes.length != header.size()) {
            throw new AssertionError(header + " says " + header.size() + " bytes but has " + bytes.length);
        }
        if (header.type() == TreeEntry.Type.FILE) {
            contents.put(header.path(), bytes);
        }
    }

    @Override
    public void copy(TreeEntry header, String earlierPath) {
        told.add("COPY " + earlierPath + " to " + header.path());
        byte[] earlier = contents.get(earlierPath);
        if (earlier == null || earlier.length != header.size()) {
            throw new AssertionError("copy of " + earlierPath + ", which is no earlier file of " + header.size());
        }
        entries.put(header.path(), header);
        contents.put(header.path(), earlier);
    }

    TreeEntry entry(String path) {
        TreeEntry entry = entries.get(path);
        if (entry == null) {
            throw new AssertionError("nothing at " + path + " but " + entries.keySet());
        }
        return entry;
    }

    String text(String path) {
        byte @Nullable [] bytes = contents.get(path);
        if (bytes == null) {
            throw new AssertionError("no file at " + path + " but " + entries.keySet());
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
