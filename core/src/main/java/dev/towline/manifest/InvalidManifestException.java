package dev.towline.manifest;

import dev.towline.source.ArtifactRequest;
import java.net.URI;
import java.util.List;

/**
 * Says everything that is wrong with a manifest, each problem with its place. Neither the message nor the problems hold
 * the value of a variable or the credentials of a URL. Nothing was touched when this is thrown.
 */
public final class InvalidManifestException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The most problems that are listed; a last one then says how many more there are. */
    static final int MOST_PROBLEMS = 100;

    /**
     * One thing that is wrong.
     *
     * @param line counted from 1
     * @param column counted from 1, in Unicode code points
     * @param message what is wrong and what to write instead
     */
    public record Problem(int line, int column, String message) {
        @Override
        public String toString() {
            return "line " + line + ", column " + column + ": " + message;
        }
    }

    private final transient List<Problem> problems;

    InvalidManifestException(URI location, List<Problem> problems) {
        super(describe(location, problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems in the order of their places; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    private static String describe(URI location, List<Problem> problems) {
        StringBuilder text = new StringBuilder("manifest ")
                .append(ArtifactRequest.of(location))
                .append(problems.size() == 1 ? " has a problem:" : " has " + problems.size() + " problems:");
        problems.forEach(problem -> text.append("\n  ").append(problem));
        return text.toString();
    }
}
