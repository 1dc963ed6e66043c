package dev.towline.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A list of {@link FilterRule}s of which the first that matches decides. */
final class FilterRules implements PathFilter {

    /** PATH_MAX of Linux: rsync drops longer patterns, which would leave unprotected what they were to protect. */
    private static final int LONGEST = 4095;

    private final List<FilterRule> rules;
    private final List<String> texts;

    private FilterRules(List<FilterRule> rules) {
        this.rules = List.copyOf(rules);
        this.texts = rules.stream().map(FilterRule::text).toList();
    }

    static PathFilter parse(List<String> excludeFrom, List<String> excludes) {
        List<FilterRule> rules = new ArrayList<>();
        for (int i = 0; i < excludeFrom.size(); i++) {
            String place = "line " + (i + 1) + " of the exclude file";
            excludeFrom
                    .get(i)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith(";"))
                    .forEach(line -> add(line, place, rules));
        }
        for (int i = 0; i < excludes.size(); i++) {
            add(excludes.get(i), "item " + (i + 1) + " of the excludes", rules);
        }
        return rules.isEmpty() ? NOTHING : new FilterRules(rules);
    }

    private static void add(String rule, String place, List<FilterRule> rules) {
        if (rule.equals("!")) {
            rules.clear();
            return;
        }
        boolean include = rule.startsWith("+ ");
        byte[] pattern = (include || rule.startsWith("- ") ? rule.substring(2) : rule).getBytes(UTF_8);
        if (pattern.length > LONGEST) {
            throw new IllegalArgumentException(place + " is a pattern of " + pattern.length
                    + " bytes, which is longer than any path (" + LONGEST + "): shorten it");
        }
        if (pattern.length > 0) {
            rules.add(FilterRule.of(pattern, include));
        } else if (!rule.isEmpty()) {
            throw new IllegalArgumentException(place + " is \"" + rule + "\" without a pattern: write one behind it");
        }
    }

    @Override
    public List<String> rules() {
        return texts;
    }

    @Override
    public boolean excludes(String path, boolean directory) {
        byte[] bytes = path.getBytes(UTF_8);
        for (FilterRule rule : rules) {
            if (rule.matches(bytes, directory)) {
                return !rule.include();
            }
        }
        return false;
    }
}
