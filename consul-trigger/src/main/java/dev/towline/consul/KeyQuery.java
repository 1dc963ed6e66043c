package dev.towline.consul;

import dev.towline.trigger.InvalidPointerException;
import dev.towline.trigger.PointerWatch;
import dev.towline.trigger.TriggerLoop.Hearing;
import java.io.IOException;
import java.time.Duration;

/**
 * Waits for a key to change. Its index grows, except when a snapshot was restored or keys were deleted: a lower one starts
 * over. An answer is no proof of change, and one without a change may still be news: each is looked at.
 */
final class KeyQuery implements QueryLoop.Query {

    private final Consul consul;
    private final String key;
    private final boolean stale;
    private final Duration wait;
    private final Hearing hearing;
    private final PointerWatch watch;

    /** Unsigned; 0 asks for an answer at once. */
    private long index;

    KeyQuery(Consul consul, String key, boolean stale, Duration wait, Hearing hearing) {
        this.consul = consul;
        this.key = key;
        this.stale = stale;
        this.wait = wait;
        this.hearing = hearing;
        this.watch = new PointerWatch("Consul key " + key, hearing);
    }

    @Override
    public void ask() throws IOException, InterruptedException {
        Question question = Question.get("/v1/kv/" + key).with("wait", wait.toSeconds() + "s");
        question = index == 0 ? question : question.with("index", Long.toUnsignedString(index));
        question = stale ? question.with("stale", "") : question;
        Answer answer = consul.send(question, QueryLoop.patience(wait));
        StoredValue value = StoredValue.of(consul, question, answer);
        try {
            watch.saw(value.pointer(consul, key));
        } catch (InvalidPointerException e) {
            hearing.trouble(String.valueOf(e.getMessage()));
        }
        index = next(answer);
    }

    private long next(Answer answer) throws IOException {
        String header = answer.header("x-consul-index").orElse("");
        try {
            long now = Long.parseUnsignedLong(header);
            return Long.compareUnsigned(now, index) < 0 ? 0 : now == 0 ? 1 : now;
        } catch (NumberFormatException e) {
            throw new IOException(consul + " answered without an index; is it Consul?", e);
        }
    }

    @Override
    public void startOver() {
        index = 0;
    }
}
