package dev.towline.manifest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * A manifest's text with each template call replaced by an inert placeholder, so that YAML is parsed before any value is
 * known and no value can ever be YAML. Also knows where in the source each character of that text comes from.
 */
final class Templates {

    /**
     * One call.
     *
     * @param offset where in the source it begins
     * @param source its own words
     * @param expression what it says; empty when it cannot be read
     * @param problem why it cannot be read
     */
    record Placeheld(int offset, String source, Optional<Expression> expression, String problem) {}

    private static final int CANDIDATES = 64;
    private static final int LONGEST_CALL = 1000;
    private static final Pattern OUR_WORDS = Pattern.compile("\\b(env|must_env|json_escape)\\s*[\"`(]|[\"`]\\{\\{");

    private final char mark;
    private final StringBuilder text = new StringBuilder();
    private final List<Placeheld> calls = new ArrayList<>();
    /** Pairs: an offset in {@link #text}, and the source's offset there; up to the next pair both run in step. */
    private final List<int[]> steps = new ArrayList<>();

    private Templates(char mark) {
        this.mark = mark;
    }

    static Templates of(SourceText source, Problems problems) throws InvalidManifestException {
        Optional<Character> mark = unusedMark(source.text());
        if (mark.isEmpty()) {
            problems.error(0, "the manifest uses too many private-use characters (U+E000 and up)");
            problems.throwIfAny();
        }
        Templates templates = new Templates(mark.orElseThrow());
        templates.replaceCalls(source.text(), problems);
        return templates;
    }

    /** A character that the source holds neither as itself nor as the number of a YAML escape. */
    private static Optional<Character> unusedMark(String source) {
        String lower = source.toLowerCase(Locale.ROOT);
        for (char c = '\uE000'; c < '\uE000' + CANDIDATES; c++) {
            if (source.indexOf(c) < 0 && !lower.contains(Integer.toHexString(c))) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }

    private void replaceCalls(String source, Problems problems) {
        int copied = 0;
        int at = source.indexOf("{{");
        while (at >= 0) {
            int end = at + 1;
            try {
                Optional<CallParser.Call> call = CallParser.parse(source, at);
                if (call.isPresent()) {
                    CallParser.Call found = call.get();
                    end = found.trimsAfter() ? skipSpace(source, found.end()) : found.end();
                    copy(source, copied, found.trimsBefore() ? skipSpaceBack(source, copied, at) : at);
                    hold(at, source.substring(at, found.end()), Optional.of(found.expression()), "");
                    copied = end;
                } else {
                    warnIfItLooksLikeOurs(source, at, problems);
                }
            } catch (TemplateException e) {
                int close = source.substring(at, endOfLine(source, at)).indexOf("}}");
                if (close < 0) {
                    problems.error(at, e.reason() + ", and }} is missing on this line");
                } else {
                    end = at + close + 2;
                    copy(source, copied, at);
                    hold(at, source.substring(at, end), Optional.empty(), e.reason());
                    copied = end;
                }
            }
            at = source.indexOf("{{", end);
        }
        copy(source, copied, source.length());
        steps.add(new int[] {text.length(), source.length()});
    }

    private void copy(String source, int from, int to) {
        steps.add(new int[] {text.length(), from});
        text.append(source, from, to);
    }

    private void hold(int offset, String words, Optional<Expression> expression, String problem) {
        steps.add(new int[] {text.length(), offset});
        text.append(mark).append(calls.size()).append(mark);
        calls.add(new Placeheld(offset, words, expression, problem));
    }

    private static void warnIfItLooksLikeOurs(String source, int at, Problems problems) {
        String braces = source.substring(at, endOfLine(source, at));
        int close = braces.indexOf("}}");
        if (close > 0 && OUR_WORDS.matcher(braces.substring(0, close)).find()) {
            problems.warning(
                    at, "these braces are left as they are: only calls of env, must_env and json_escape are expanded");
        }
    }

    /** Where the line ends, or {@link #LONGEST_CALL} characters on. */
    private static int endOfLine(String source, int from) {
        int limit = Math.min(source.length(), from + LONGEST_CALL);
        int at = from;
        while (at < limit && source.charAt(at) != '\n') {
            at++;
        }
        return at;
    }

    private static int skipSpace(String source, int from) {
        int at = from;
        while (at < source.length() && " \t\r\n".indexOf(source.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static int skipSpaceBack(String source, int lowest, int from) {
        int at = from;
        while (at > lowest && " \t\r\n".indexOf(source.charAt(at - 1)) >= 0) {
            at--;
        }
        return at;
    }

    /** The text for the YAML parser. */
    String text() {
        return text.toString();
    }

    /** The source's offset of an offset in {@link #text()}; a place within a placeholder is where its call begins. */
    int sourceOffset(int offset) {
        int found = -1;
        int low = 0;
        int high = steps.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (steps.get(middle)[0] <= offset) {
                found = middle;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (found < 0) {
            return 0;
        }
        int[] step = steps.get(found);
        boolean inPlaceholder = step[0] < text.length() && text.charAt(step[0]) == mark;
        return inPlaceholder ? step[1] : step[1] + offset - step[0];
    }

    /** The calls that stand in {@code raw}, by their numbers. */
    int[] callsIn(String raw) {
        return isTemplated(raw) ? numbers(raw) : new int[0];
    }

    Placeheld call(int number) {
        return calls.get(number);
    }

    boolean isTemplated(String raw) {
        return raw.indexOf(mark) >= 0;
    }

    /** {@code raw} with each placeholder replaced by what {@code value} says for its number, in one pass. */
    String replace(String raw, IntFunction<String> value) {
        if (!isTemplated(raw)) {
            return raw;
        }
        StringBuilder replaced = new StringBuilder();
        int at = 0;
        for (int open = raw.indexOf(mark); open >= 0; open = raw.indexOf(mark, at)) {
            int close = raw.indexOf(mark, open + 1);
            if (close < 0) {
                break;
            }
            replaced.append(raw, at, open).append(value.apply(Integer.parseInt(raw.substring(open + 1, close))));
            at = close + 1;
        }
        return replaced.append(raw.substring(at)).toString();
    }

    /** {@code raw} as its author wrote it: safe to print, whatever the variables hold. */
    String asWritten(String raw) {
        return replace(raw, number -> calls.get(number).source());
    }

    private int[] numbers(String raw) {
        List<Integer> numbers = new ArrayList<>();
        replace(raw, number -> {
            numbers.add(number);
            return "";
        });
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Offsets in {@link #text()} by code point, as the YAML parser counts. */
    int[] offsetsByCodePoint() {
        int[] offsets = new int[text.length() + 1];
        int count = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            offsets[count++] = i;
        }
        offsets[count] = text.length();
        return Arrays.copyOf(offsets, count + 1);
    }
}
