package dev.towline.journal;

import dev.towline.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The deploys to one destination that are over, oldest first, in a small text file. Not thread-safe. */
public final class History {

    private static final int NEWEST = 100;

    /**
     * One deploy that is over.
     *
     * @param at when it ended
     * @param outcome the result's word, {@link #DEPLOYED} where it is good
     * @param target what it left at the destination, in lower case
     * @param deploy tells it from all others
     * @param release the release's identity
     * @param order which order it carried out, a deploy id; empty for none
     * @param name what the strategy calls the release on disk
     * @param manifest the manifest's address, without anything secret
     * @param kind of its failure; empty when it did not fail
     * @param message why it failed; empty when it did not
     */
    public record Entry(
            Instant at,
            String outcome,
            String target,
            String deploy,
            String release,
            String order,
            String name,
            String manifest,
            String kind,
            String message) {

        /** The name of a release that has no directory of its own. */
        public static final String NAMELESS = "-";

        /** The outcome of a release that is in place and good. */
        public static final String DEPLOYED = "deployed";

        /** Whether the release was in place and good when this deploy was over. */
        public boolean isGood() {
            return outcome.equals(DEPLOYED);
        }
    }

    private final StateFile file;

    History(Disk disk, Path directory) {
        this.file = new StateFile(disk, directory, "history", 1);
    }

    /** All of them, oldest first. */
    public List<Entry> entries() throws IOException {
        return file.read(lines -> lines.stream().map(History::parse).toList()).orElse(List.of());
    }

    /** Those that put a good release in place, oldest first. */
    public List<Entry> good() throws IOException {
        return entries().stream().filter(Entry::isGood).toList();
    }

    /** The newest deploy that found {@code release} good. */
    public Optional<Entry> newestGood(String release) throws IOException {
        return good().stream().filter(entry -> entry.release().equals(release)).reduce((earlier, later) -> later);
    }

    /** Whether {@code release} was found good under {@code order} before. */
    public boolean isCarriedOut(String release, String order) throws IOException {
        return good().stream()
                .anyMatch(entry ->
                        entry.release().equals(release) && entry.order().equals(order));
    }

    /** The deploy of the release that is in place. */
    public Optional<Entry> current() throws IOException {
        List<Entry> good = good();
        return good.isEmpty() ? Optional.empty() : Optional.of(good.get(good.size() - 1));
    }

    /** How the deploy {@code deploy} ended; empty when it is not over. */
    public Optional<Entry> find(String deploy) throws IOException {
        return entries().stream().filter(entry -> entry.deploy().equals(deploy)).findFirst();
    }

    /**
     * Adds a deploy as the newest; what was said of the same deploy before, which a recovery has ended another way, goes.
     * The newest 100 are kept; failed ones go first, this one never. Durable on return.
     */
    public void add(Entry entry) throws IOException {
        List<Entry> all = new ArrayList<>(entries());
        all.removeIf(earlier -> earlier.deploy().equals(entry.deploy()));
        while (all.size() >= NEWEST) {
            all.remove(all.stream().filter(each -> !each.isGood()).findFirst().orElse(all.get(0)));
        }
        all.add(entry);
        file.write(all.stream().map(History::line).toList());
    }

    private static String line(Entry entry) {
        return String.join(
                " ",
                entry.at().toString(),
                entry.outcome(),
                entry.target(),
                entry.deploy(),
                entry.release(),
                optional(entry.order()),
                word(entry.name()),
                word(entry.manifest()),
                optional(entry.kind()),
                StateFile.escaped(entry.message()));
    }

    /** A word is never empty and holds no blank. */
    private static String word(String text) {
        return text.isEmpty() ? "-" : StateFile.escaped(text).replace(" ", "\\040");
    }

    /** A word that may be empty, which is shown by a dash; a dash is shown by its number. */
    private static String optional(String text) {
        return text.equals("-") ? "\\055" : word(text);
    }

    private static Entry parse(String line) {
        String[] word = line.split(" ", 10);
        return new Entry(
                Instant.parse(word[0]),
                word[1],
                word[2],
                word[3],
                word[4],
                parseOptional(word[5]),
                StateFile.unescaped(word[6]),
                StateFile.unescaped(word[7]),
                parseOptional(word[8]),
                StateFile.unescaped(word[9]));
    }

    private static String parseOptional(String word) {
        return word.equals("-") ? "" : StateFile.unescaped(word);
    }
}
