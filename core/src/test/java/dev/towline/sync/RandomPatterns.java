package dev.towline.sync;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes up rsync patterns that often match the names of {@link SampleTree}. */
final class RandomPatterns {

    private static final List<String> PIECES = List.of(
            "a",
            "b",
            "ab",
            ".",
            "o",
            "*",
            "**",
            "***",
            "?",
            "[ab]",
            "[!a]",
            "[^b]",
            "[a-c]",
            "[[:alpha:]]",
            "[[:punct:]]",
            "[![:alnum:]]",
            "[]a]",
            "[a\\]]",
            "\\*",
            "\\a",
            "\\",
            "[a",
            "[[:nope:]]",
            "[[:alpha]",
            "é",
            "日本",
            "日?",
            "keep",
            "log",
            "tmp",
            "A1",
            "-",
            "_",
            "[!-~]",
            "[--0]",
            "[b-a]",
            "!x",
            "#h",
            "+ p");
    private static final String SOUP = "ab/*?[]!^-\\:.é +#;";

    private RandomPatterns() {}

    static List<String> some(Random random) {
        return IntStream.range(0, random.nextInt(5)).mapToObj(i -> rule(random)).toList();
    }

    private static String rule(Random random) {
        if (random.nextInt(30) == 0) {
            return "!";
        }
        String prefix = List.of("", "", "", "- ", "+ ", "+ ").get(random.nextInt(6));
        return prefix + (random.nextInt(6) == 0 ? soup(random) : pattern(random));
    }

    private static String pattern(Random random) {
        String names = IntStream.range(0, 1 + random.nextInt(3) * random.nextInt(2))
                .mapToObj(i -> name(random))
                .collect(Collectors.joining("/"));
        return (random.nextInt(4) == 0 ? "/" : "") + names + (random.nextInt(4) == 0 ? "/" : "");
    }

    private static String name(Random random) {
        return IntStream.range(0, 1 + random.nextInt(2) * random.nextInt(3))
                .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                .collect(Collectors.joining());
    }

    private static String soup(Random random) {
        return IntStream.range(0, random.nextInt(8))
                .mapToObj(i -> String.valueOf(SOUP.charAt(random.nextInt(SOUP.length()))))
                .collect(Collectors.joining());
    }
}
