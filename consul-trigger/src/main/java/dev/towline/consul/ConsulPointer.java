package dev.towline.consul;

import dev.towline.trigger.Pointer;
import dev.towline.trigger.PointerSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pointer in a key of Consul's store, which programs can also write. Safe for use by several threads and hosts: nobody's
 * write is overwritten unseen.
 */
public final class ConsulPointer implements PointerSource {

    private static final Pattern KEY = Pattern.compile("(?!.*//)(?!/)(?!.*/$)[A-Za-z0-9._/-]{1,512}");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TRIES = 10;

    private final Consul consul;
    private final String key;

    private ConsulPointer(Consul consul, String key) {
        this.consul = consul;
        this.key = key;
    }

    /**
     * The pointer in {@code key}, such as {@code deploy/lobi-web/wanted}.
     *
     * @throws IllegalArgumentException when it is not a key that every Consul takes
     */
    public static ConsulPointer key(Consul consul, String key) {
        return new ConsulPointer(consul, requireKey(key));
    }

    static String requireKey(String key) {
        boolean dots = Pattern.compile("/").splitAsStream(key).anyMatch(part -> part.matches("\\.{1,2}"));
        if (dots || !KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("a key is words of letters, digits, dots, dashes and underscores with"
                    + " single slashes between; this is not: " + key.replaceAll("[^\\x20-\\x7e]", "?"));
        }
        return key;
    }

    @Override
    public Optional<Pointer> read() throws IOException, InterruptedException {
        return stored().pointer(consul, key);
    }

    /**
     * Writes {@code next} in place of whatever is there, unless that has a higher serial. Returns when it is there.
     *
     * @return false when it was there already. Writing the same value wakes nobody; with another id it would
     * @throws StalePointerException when {@code next} may not follow what is there
     * @throws ConsulException when Consul refuses (status 403: the token lacks {@code key "KEY" {policy = "write"}})
     * @throws IOException when what is there is no pointer, or Consul cannot be reached; it may have been written then
     */
    public boolean write(Pointer next) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            StoredValue before = stored();
            Optional<Pointer> current = before.pointer(consul, key);
            if (current.filter(next::equals).isPresent()) {
                return false;
            }
            if (current.isPresent() && !next.mayFollow(current.get())) {
                throw new StalePointerException("the key " + key + " holds a pointer " + current.get() + ", which one "
                        + next + " may not follow: write a higher serial, or say rollback");
            }
            if (put(next, before)) {
                return true;
            }
        }
        throw new IOException("the key " + key + " of " + consul + " was changed by others all the time");
    }

    /**
     * Writes {@code next} if the key still holds {@code expected}, where empty means that there is no such key.
     *
     * @return whether it was written
     * @throws IOException as {@link #write} throws it
     */
    public boolean compareAndSet(Optional<Pointer> expected, Pointer next) throws IOException, InterruptedException {
        StoredValue before = stored();
        return before.pointer(consul, key).equals(expected) && put(next, before);
    }

    private StoredValue stored() throws IOException, InterruptedException {
        Question question = Question.get("/v1/kv/" + key);
        return StoredValue.of(consul, question, consul.send(question, PATIENCE));
    }

    private boolean put(Pointer next, StoredValue before) throws IOException, InterruptedException {
        byte[] text = next.text().getBytes(StandardCharsets.UTF_8);
        if (text.length > Pointer.LONGEST) {
            throw new IllegalArgumentException(
                    "a pointer has at most " + Pointer.LONGEST + " bytes, this one has " + text.length);
        }
        Question question = Question.put("/v1/kv/" + key, text).with("cas", before.modified());
        String answer =
                consul.send(question, PATIENCE).orThrow(consul, question).text().strip();
        return answer.equals("true");
    }

    /** The key and the address of Consul. */
    @Override
    public String toString() {
        return "key " + key + " of " + consul;
    }
}
