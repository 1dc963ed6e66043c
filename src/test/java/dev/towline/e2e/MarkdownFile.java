package dev.towline.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of the repository's documents.
 *
 * @param path where it is
 * @param text all of it
 */
record MarkdownFile(Path path, String text) {

    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

    /** A block of code: its language, what it says, and the line on which it begins. */
    record Fence(String language, String text, int line) {}

    static MarkdownFile read(Path path) throws IOException {
        return new MarkdownFile(path, Files.readString(path));
    }

    /** The repository's root, seen from wherever the tests are started. */
    static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                .filter(path -> Files.exists(path.resolve("core/pom.xml")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not started inside the repository"));
    }

    static List<MarkdownFile> all() throws IOException {
        List<MarkdownFile> files = new ArrayList<>();
        for (Path folder : List.of(root(), root().resolve("docs"))) {
            try (Stream<Path> paths = folder.equals(root()) ? Files.list(folder) : Files.walk(folder)) {
                for (Path path : paths.filter(path -> path.toString().endsWith(".md"))
                        .sorted()
                        .toList()) {
                    files.add(read(path));
                }
            }
        }
        return files;
    }

    List<Fence> fences() {
        List<Fence> fences = new ArrayList<>();
        Matcher matcher = FENCE.matcher(text);
        while (matcher.find()) {
            int line = (int) text.substring(0, matcher.start()).lines().count() + 1;
            fences.add(new Fence(matcher.group(1), matcher.group(2), line));
        }
        return fences;
    }

    List<Fence> fences(String language) {
        return fences().stream()
                .filter(fence -> fence.language().equals(language))
                .toList();
    }

    /** What the links to files of the repository lead to. */
    List<Path> linked() {
        return all(LINK, prose()).stream()
                .filter(link -> !link.contains(":") && !link.startsWith("#"))
                .map(link -> path.resolveSibling(link.replaceFirst("#.*", "")).normalize())
                .toList();
    }

    /** Everything between single back quotes. */
    List<String> code() {
        return all(CODE, prose());
    }

    /** The text below a heading, up to the next one of any level. */
    MarkdownFile section(String heading) {
        Matcher matcher = Pattern.compile("(?ms)^#+ " + Pattern.quote(heading) + "\\n(.*?)(?=^#+ |\\z)")
                .matcher(FENCE.matcher(text)
                        .replaceAll(
                                fence -> Matcher.quoteReplacement(fence.group().replaceAll("(?m)^#", " #"))));
        return Optional.of(matcher)
                .filter(Matcher::find)
                .map(found -> new MarkdownFile(path, found.group(1)))
                .orElseThrow(() -> new IllegalArgumentException(path + " has no heading " + heading));
    }

    /** The first cells of its tables, without the heads. */
    List<String> firstCells() {
        return all(Pattern.compile("(?m)^\\|([^|\\n]*)\\|"), prose()).stream()
                .map(String::strip)
                .toList();
    }

    private String prose() {
        return FENCE.matcher(text).replaceAll("");
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
