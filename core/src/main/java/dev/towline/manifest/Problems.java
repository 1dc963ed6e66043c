package dev.towline.manifest;

import dev.towline.manifest.InvalidManifestException.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is wrong with one manifest, and what is merely odd, collected while it is read. Not thread-safe. */
final class Problems {

    private final URI location;
    private final SourceText source;
    private final NavigableMap<Integer, Set<String>> errors = new TreeMap<>();
    private final NavigableMap<Integer, Set<String>> warnings = new TreeMap<>();

    Problems(URI location, SourceText source) {
        this.location = location;
        this.source = source;
    }

    /** Adds an error at a character offset of the source; the same one twice (by an alias) counts once. */
    void error(int offset, String message) {
        errors.computeIfAbsent(offset, at -> new TreeSet<>()).add(message);
    }

    void warning(int offset, String message) {
        warnings.computeIfAbsent(offset, at -> new TreeSet<>()).add(message);
    }

    List<String> warnings() {
        return located(warnings).stream()
                .map(problem -> "line " + problem.line() + ": " + problem.message())
                .toList();
    }

    boolean none() {
        return errors.isEmpty();
    }

    void throwIfAny() throws InvalidManifestException {
        if (!errors.isEmpty()) {
            throw new InvalidManifestException(location, located(errors));
        }
    }

    private List<Problem> located(NavigableMap<Integer, Set<String>> found) {
        List<Problem> problems = new ArrayList<>();
        int total = found.values().stream().mapToInt(Set::size).sum();
        found.forEach((offset, messages) -> {
            for (String message : messages) {
                if (problems.size() < InvalidManifestException.MOST_PROBLEMS) {
                    problems.add(source.problem(offset, message));
                }
            }
        });
        if (total > problems.size()) {
            Problem last = problems.get(problems.size() - 1);
            problems.add(new Problem(last.line(), last.column(), "and " + (total - problems.size()) + " more"));
        }
        return problems;
    }
}
