package dev.towline.archive;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

/** Turns names from an archive into paths of a tree, or rejects them. */
final class EntryPath {

    private static final int LONGEST_COMPONENT = 255;
    private static final int LONGEST_PATH = 4095;
    private static final int DEEPEST = 128;

    private final Charset fileNames;
    private final CharsetEncoder encoder;

    /** @param fileNames how the operating system's file names are encoded by this JVM */
    EntryPath(Charset fileNames) {
        this.fileNames = fileNames;
        this.encoder = fileNames.newEncoder();
    }

    /**
     * The path that {@code name} means, without {@code .} components and needless slashes; the tree's root is the empty
     * string.
     *
     * @param what the name is, for messages
     */
    String of(String name, String what) throws ArchiveException {
        if (name.isEmpty()) {
            throw InvalidArchiveException.of("its " + what + " is empty");
        }
        if (name.charAt(0) == '/') {
            throw InvalidArchiveException.of("its " + what + " is an absolute path");
        }
        StringBuilder path = new StringBuilder(name.length());
        int depth = 0;
        int from = 0;
        while (from < name.length()) {
            int slash = name.indexOf('/', from);
            int to = slash < 0 ? name.length() : slash;
            String component = name.substring(from, to);
            if (!component.isEmpty() && !component.equals(".")) {
                check(component, what);
                depth++;
                path.append(depth > 1 ? "/" : "").append(component);
            }
            from = to + 1;
        }
        String result = path.toString();
        if (depth > DEEPEST) {
            throw InvalidArchiveException.of("its " + what + " has more than " + DEEPEST + " components");
        }
        if (longer(result, LONGEST_PATH)) {
            throw InvalidArchiveException.of("its " + what + " has more than " + LONGEST_PATH + " bytes");
        }
        requireExpressible(result, what);
        return result;
    }

    private static void check(String component, String what) throws InvalidArchiveException {
        if (component.equals("..")) {
            throw InvalidArchiveException.of("its " + what + " has a \"..\" component");
        }
        if (longer(component, LONGEST_COMPONENT)) {
            throw InvalidArchiveException.of(
                    "its " + what + " has a component of more than " + LONGEST_COMPONENT + " bytes");
        }
        if (component.charAt(0) == '.' && component.contains(".towline-")) {
            throw InvalidArchiveException.of("its " + what + " is one that Towline keeps for itself (.*.towline-*)");
        }
    }

    /** What a symbolic link says, verbatim: anything that a file system can hold. */
    String linkTarget(String target) throws ArchiveException {
        if (target.isEmpty()) {
            throw InvalidArchiveException.of("its link target is empty");
        }
        if (longer(target, LONGEST_PATH)) {
            throw InvalidArchiveException.of("its link target has more than " + LONGEST_PATH + " bytes");
        }
        requireExpressible(target, "link target");
        return target;
    }

    private void requireExpressible(String text, String what) throws ArchiveException {
        if (!fileNames.equals(StandardCharsets.UTF_8) && !encoder.canEncode(text)) {
            throw ArchiveException.unsupportedLocale("this JVM cannot express the " + what + " \"" + Escaped.of(text)
                    + "\": its file names are " + fileNames + "; start it with LC_ALL=C.UTF-8");
        }
    }

    private static boolean longer(String text, int bytes) {
        return 3L * text.length() > bytes && text.getBytes(StandardCharsets.UTF_8).length > bytes;
    }
}
