package dev.towline.journal;

import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The crash-safe record of the deploy in progress at one destination: not what was done, but what is owed should the
 * process end now. There is none while nothing is owed. Not thread-safe; written only by who holds the destination's lock.
 */
public final class Journal {

    /** What recovery owes. */
    public enum Step {
        /** Removing the staging directory. */
        STAGE,
        /** Putting the release in place: staging it again, moving, then what {@link #POST} owes; or taking it back. */
        ACTIVATE,
        /** Running {@code post} and {@code check} again; taking the release back when they fail. */
        POST,
        /** Taking the release back from trash, never forward. */
        UNDO,
        /** Telling the restored release, and the {@code failure} commands of the one that failed. */
        RESTORED,
        /** Removing retired releases and the staging directory. */
        SETTLE
    }

    /** Recoveries that are begun at most. */
    public static final int MOST_TRIES = 3;

    /**
     * One state of the journal.
     *
     * @param step what is owed
     * @param deploy tells this deploy from all others, so that it is not remembered twice
     * @param release of the deploy in progress
     * @param order which order it carries out, a deploy id; empty for none
     * @param since when the deploy began, or its newest recovery
     * @param name what the strategy calls the release on disk; empty before it is in place
     * @param staging its staging directory, with the trash that undo needs; none where no file is placed
     * @param leaves the release that goes to quarantine once this one is in place; empty for none
     * @param tries recoveries begun so far
     * @param reason why the release is taken back: the failure's kind, a blank, and its message; empty until then
     */
    public record Entry(
            Step step,
            String deploy,
            String release,
            String order,
            Instant since,
            String name,
            Optional<Path> staging,
            String leaves,
            int tries,
            String reason) {

        public Entry {
            Objects.requireNonNull(staging);
        }

        /** What is owed when a deploy begins: nothing yet. */
        public static Entry begin(String deploy, String release, String order, Instant now) {
            return new Entry(Step.STAGE, deploy, release, order, now, "", Optional.empty(), "", 0, "");
        }

        /** The same deploy, one step further. */
        public Entry step(Step next) {
            return new Entry(next, deploy, release, order, since, name, staging, leaves, tries, reason);
        }

        public Entry staging(Path directory) {
            return new Entry(step, deploy, release, order, since, name, Optional.of(directory), leaves, tries, reason);
        }

        public Entry name(String onDisk) {
            return new Entry(step, deploy, release, order, since, onDisk, staging, leaves, tries, reason);
        }

        public Entry leaves(String other) {
            return new Entry(step, deploy, release, order, since, name, staging, other, tries, reason);
        }

        public Entry reason(String why) {
            return new Entry(step, deploy, release, order, since, name, staging, leaves, tries, why);
        }

        /** The same deploy, recovered once more. */
        public Entry anotherTry(Instant now) {
            return new Entry(step, deploy, release, order, now, name, staging, leaves, tries + 1, reason);
        }

        /** The kind of the failure that it is taken back for. */
        public String kind() {
            return reason.contains(" ") ? reason.substring(0, reason.indexOf(' ')) : "cut-off";
        }

        /** What that failure says. */
        public String message() {
            return reason.contains(" ")
                    ? reason.substring(reason.indexOf(' ') + 1)
                    : "the process that deployed it ended";
        }

        /** Whether recovery was tried as often as it may be: the deployment is parked until somebody looks. */
        public boolean isBroken() {
            return tries >= MOST_TRIES;
        }
    }

    private final StateFile file;

    Journal(Disk disk, Path directory) {
        this.file = new StateFile(disk, directory, "journal", 1);
    }

    /** What is owed; empty when nothing is, and when the journal cannot be read. */
    public Optional<Entry> read() throws IOException {
        return file.read(Journal::parse);
    }

    /** Whether there is one, be it readable or not. */
    public boolean exists() {
        return file.exists();
    }

    /** Writes down what is owed from now on. Durable on return. */
    public void write(Entry entry) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("step " + entry.step().name().toLowerCase(Locale.ROOT));
        lines.add("deploy " + entry.deploy());
        lines.add("release " + entry.release());
        lines.add("order " + entry.order());
        lines.add("since " + entry.since());
        lines.add("name " + StateFile.escaped(entry.name()));
        entry.staging().ifPresent(path -> lines.add("staging " + StateFile.escaped(path.toString())));
        lines.add("leaves " + entry.leaves());
        lines.add("tries " + entry.tries());
        lines.add("reason " + StateFile.escaped(entry.reason()));
        file.write(lines);
    }

    /** Nothing is owed any more. Durable on return. */
    public void close() throws IOException {
        file.remove();
    }

    private static Entry parse(List<String> lines) {
        Map<String, String> fields = StateFile.fields(lines);
        return new Entry(
                Step.valueOf(field(fields, "step").toUpperCase(Locale.ROOT)),
                field(fields, "deploy"),
                field(fields, "release"),
                field(fields, "order"),
                Instant.parse(field(fields, "since")),
                field(fields, "name"),
                Optional.ofNullable(fields.get("staging")).map(Path::of),
                field(fields, "leaves"),
                Integer.parseInt(field(fields, "tries")),
                field(fields, "reason"));
    }

    private static String field(Map<String, String> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }
}
