package dev.towline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.towline.testkit.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RsyncFilterTest {

    private static final int GENERATED = 400;

    /** Rules, separated by {@code |}; a path, a directory when it ends in a slash; whether it is left out. */
    static Stream<Arguments> verdicts() {
        return Stream.of(
                arguments("name alone matches at any depth", "keep", "a/b/keep", true),
                arguments("name alone matches a directory", "keep", "a/keep/", true),
                arguments("name alone is no prefix", "keep", "keeper", false),
                arguments("name alone is no suffix", "keep", "upkeep", false),
                arguments("names are case-sensitive", "keep", "Keep", false),
                arguments("below an excluded directory", "log", "log/today/x", true),
                arguments("leading slash anchors", "/keep", "keep", true),
                arguments("leading slash anchors at the root only", "/keep", "a/keep", false),
                arguments("anchored path", "/a/b", "a/b", true),
                arguments("anchored path not deeper", "/a/b", "x/a/b", false),
                arguments("slash inside matches the last names", "a/b", "x/y/a/b", true),
                arguments("slash inside needs whole names", "a/b", "xa/b", false),
                arguments("slash inside is not anchored at the end", "a/b", "a/b/c", true),
                arguments("trailing slash matches a directory", "tmp/", "x/tmp/", true),
                arguments("trailing slash leaves a file", "tmp/", "x/tmp", false),
                arguments("trailing slash covers the contents", "tmp/", "tmp/file", true),
                arguments("slash alone matches nothing", "/", "a", false),
                arguments("two leading slashes match nothing", "//a", "a", false),
                arguments("dot names are not special", "./a", "a", false),
                arguments("star", "*.o", "a/b.o", true),
                arguments("star matches nothing too", "*.o", ".o", true),
                arguments("star matches a leading dot", "*", ".hidden", true),
                arguments("star stops at a slash", "/a*c", "a/c", false),
                arguments("star in the middle of a path", "a/*/c", "x/a/b/c", true),
                arguments("star in the middle is one name", "a/*/c", "a/b/b/c", false),
                arguments("anchored star is one level", "/*", "a", true),
                arguments("anchored star excludes contents with it", "/a/*", "a/b/c", true),
                arguments("several stars go back as far as needed", "*a*b*c", "xaxbaxbxc", true),
                arguments("two stars cross slashes", "/a/**/c", "a/b/b/c", true),
                arguments("two stars need both slashes", "/a/**/c", "a/c", false),
                arguments("two stars at the end need the slash", "/a/**", "a/", false),
                arguments("two stars at the end take all below", "/a/**", "a/b/c", true),
                arguments("leading two stars match at the root too", "**/b", "b", true),
                arguments("leading two stars at any depth", "**/b", "a/b", true),
                arguments("only one leading pair does so", "**/**/b", "b", false),
                arguments("anchored two stars do not", "/**/b", "b", false),
                arguments("two stars make the whole path count", "a**b", "x/a/y/b", true),
                arguments("two stars start at a name", "a**b", "xa/y/b", false),
                arguments("star then two stars", "/*a/**/b", "xa/y/b", true),
                arguments("three stars take the directory", "/a/***", "a/", true),
                arguments("three stars take the contents", "+ /a/|+ /a/b|- /a/***", "a/c", true),
                arguments("three stars do not take a file", "/a/***", "a", false),
                arguments("three stars at any depth", "a/***", "x/a/b", true),
                arguments("three stars behind a name", "a***", "ab/", true),
                arguments("question mark", "?.o", "a.o", true),
                arguments("question mark is not empty", "?.o", ".o", false),
                arguments("question mark is no slash", "/a?b", "a/b", false),
                arguments("question mark is one byte: one does not do for é", "/?", "é", false),
                arguments("question mark is one byte: two do for é", "/??", "é", true),
                arguments("question mark is one byte: three do for 日", "/???", "日", true),
                arguments("letters beyond ASCII are literal", "日本", "a/日本", true),
                arguments("class", "[ab]", "b", true),
                arguments("class does not hold others", "[ab]", "c", false),
                arguments("class range", "[a-c]x", "bx", true),
                arguments("class range backwards is empty", "[c-a]x", "bx", false),
                arguments("class negated by !", "[!a]", "b", true),
                arguments("class negated by ^", "[^a]", "a", false),
                arguments("negated class is no slash", "/a[!x]b", "a/b", false),
                arguments("class with a bracket first", "[]a]", "]", true),
                arguments("class with an escaped bracket", "[a\\]]", "]", true),
                arguments("class with a dash last", "[a-]", "-", true),
                arguments("class with an escaped range end", "[a-\\c]", "b", true),
                arguments("alpha", "[[:alpha:]]", "Q", true),
                arguments("alpha means ASCII", "[[:alpha:]][[:alpha:]]", "é", false),
                arguments("digit", "v[[:digit:]]", "v1", true),
                arguments("digit is no letter", "v[[:digit:]]", "vx", false),
                arguments("alnum and more", "[[:alnum:]_]", "_", true),
                arguments("negated name", "[![:alnum:]]", "-", true),
                arguments("space", "a[[:space:]]b", "a b", true),
                arguments("blank", "a[[:blank:]]b", "a b", true),
                arguments("punct", "[[:punct:]]", "~", true),
                arguments("upper", "[[:upper:]]", "a", false),
                arguments("lower", "[[:lower:]]", "a", true),
                arguments("xdigit", "[[:xdigit:]]", "F", true),
                arguments("xdigit ends at f", "[[:xdigit:]]", "g", false),
                arguments("print is ASCII", "[[:print:]]*", "é", false),
                arguments("graph is not blank", "a[[:graph:]]b", "a b", false),
                arguments("unknown name matches nothing", "[[:nope:]]", ":", false),
                arguments("a name that does not end is a plain class", "[[:alpha]", "[", true),
                arguments("a class that does not end matches nothing", "a[b", "a[b", false),
                arguments("backslash is literal without a wildcard", "a\\b", "a\\b", true),
                arguments("backslash escapes next to a wildcard", "a\\b*", "ab", true),
                arguments("backslash escapes next to a wildcard, not itself", "a\\b*", "a\\b", false),
                arguments("escaped star is a star", "a\\*b", "a*b", true),
                arguments("escaped star is only a star", "a\\*b", "axb", false),
                arguments("escaped backslash", "a\\\\*", "a\\b", true),
                arguments("backslash at the end matches nothing", "a*\\", "a\\", false),
                arguments("the first match wins: include", "+ keep|*", "keep", false),
                arguments("the first match wins: exclude", "keep|+ keep", "keep", true),
                arguments("an include does not reach into an excluded directory", "log/|+ log/keep", "log/keep", true),
                arguments("directories and sources only, a source", "+ */|+ *.c|*", "a/x.c", false),
                arguments("directories and sources only, another", "+ */|+ *.c|*", "a/x.o", true),
                arguments("minus prefix", "- keep", "keep", true),
                arguments("minus without a blank is a name", "-keep", "keep", false),
                arguments("only one prefix is read", "- - x", "- x", true),
                arguments("exclamation mark forgets", "keep|!", "keep", false),
                arguments("exclamation mark forgets only what came before", "a|!|b", "b", true),
                arguments("exclamation mark and more is a name", "!x", "!x", true),
                arguments("a blank behind counts", "keep ", "keep", false),
                arguments("a blank in front counts", " keep", "keep", false),
                arguments("nothing matches the empty list", "", "a", false));
    }

    @ParameterizedTest(name = "{0}: {1} and {2}")
    @MethodSource("verdicts")
    void readsPatternsAsRsyncDoes(String why, String rules, String path, boolean excluded) {
        assertThat(hides(PathFilter.rsync(List.of(), rules(rules)), path)).isEqualTo(excluded);
        assertThat(hides(PathFilter.rsync(rules(rules), List.of()), path)).isEqualTo(excluded);
    }

    @ParameterizedTest(name = "{0}: {1} and {2}")
    @MethodSource("verdicts")
    void rsyncItselfGivesTheSameVerdicts(
            String why, String rules, String path, boolean excluded, @TempDir Path directory) throws IOException {
        RealTools.require("rsync");
        Path tree = directory.resolve("tree");
        Path entry = tree.resolve(path);
        Files.createDirectories(path.endsWith("/") ? entry : entry.getParent());
        if (!path.endsWith("/")) {
            Files.createFile(entry);
        }

        assertThat(shownByRsync(List.of(), rules(rules), tree).contains(path)).isNotEqualTo(excluded);
    }

    @Test
    void generatedPatternsHideWhatRsyncHides(@TempDir Path directory) throws IOException {
        RealTools.require("rsync");
        int hidden = 0;
        int refused = 0;
        for (int seed = 0; seed < GENERATED; seed++) {
            Random random = new Random(seed);
            SampleTree sample = SampleTree.random(random, 40);
            Path tree = directory.resolve(seed + "/tree");
            Files.createDirectories(tree.getParent());
            sample.write(tree);
            List<String> file = RandomPatterns.some(random);
            List<String> excludes = RandomPatterns.some(random);

            RealRsync.Run run = RealRsync.run(file, excludes, tree, nothing(tree), "-n", "--out-format=%n");
            if (run.status() == RealRsync.SYNTAX_ERROR) {
                assertThatExceptionOfType(IllegalArgumentException.class)
                        .as("seed %s, file %s, excludes %s", seed, file, excludes)
                        .isThrownBy(() -> PathFilter.rsync(file, excludes));
                refused++;
                continue;
            }

            Set<String> shown = shown(file, excludes, sample);
            assertThat(shown)
                    .as("seed %s, file %s, excludes %s", seed, file, excludes)
                    .isEqualTo(names(run));
            hidden += sample.nodes().size() - shown.size();
        }
        assertThat(hidden).as("entries hidden").isGreaterThan(GENERATED);
        assertThat(refused).as("rules refused").isBetween(1, GENERATED / 10);
    }

    @Test
    void skipsCommentsAndBlankLinesOfTheFileOnly() {
        PathFilter filter = PathFilter.rsync(List.of("# a", "; b", "", "#c", "d\re\r"), List.of("", "#h", ";s"));

        assertThat(Stream.of("# a", "a", "#c", "d", "e", "#h", ";s").filter(name -> filter.excludes(name, false)))
                .containsExactly("d", "e", "#h", ";s");
    }

    @Test
    void readsTheFileBeforeThePatterns() {
        assertThat(PathFilter.rsync(List.of("+ keep"), List.of("*")).excludes("keep", false))
                .isFalse();
        assertThat(PathFilter.rsync(List.of("keep"), List.of("!")).excludes("keep", false))
                .isFalse();
    }

    @Test
    void rejectsARuleWithoutAPattern() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> PathFilter.rsync(List.of("a", "- "), List.of()))
                .withMessage("line 2 of the exclude file is \"- \" without a pattern: write one behind it");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> PathFilter.rsync(List.of(), List.of("+ ")))
                .withMessageStartingWith("item 1 of the excludes is \"+ \"");
    }

    @Test
    @DisplayName("a pattern that rsync would drop for its length is rejected, so that nothing is left unprotected")
    void rejectsAPatternThatIsTooLong() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> PathFilter.rsync(List.of(), List.of("é".repeat(2048))))
                .withMessageContaining("item 1 of the excludes")
                .withMessageContaining("4096 bytes");
    }

    private static Set<String> shown(List<String> file, List<String> excludes, SampleTree sample) {
        return sample.without(PathFilter.rsync(file, excludes)).nodes().entrySet().stream()
                .filter(e -> !e.getKey().isEmpty())
                .map(e -> e.getKey() + (e.getValue().isDirectory() ? "/" : ""))
                .collect(Collectors.toSet());
    }

    private static Set<String> shownByRsync(List<String> file, List<String> excludes, Path tree) throws IOException {
        return names(RealRsync.run(file, excludes, tree, nothing(tree), "-n", "--out-format=%n"));
    }

    private static Path nothing(Path tree) throws IOException {
        return Files.createDirectories(tree.resolveSibling("nothing"));
    }

    private static Set<String> names(RealRsync.Run run) {
        assertThat(run.status()).as("%s", run.lines()).isZero();
        Set<String> names = new HashSet<>(run.lines());
        names.remove("./");
        return names;
    }

    private static boolean hides(PathFilter filter, String path) {
        boolean directory = path.endsWith("/");
        return filter.hides(directory ? path.substring(0, path.length() - 1) : path, directory);
    }

    private static List<String> rules(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\\|", -1));
    }
}
