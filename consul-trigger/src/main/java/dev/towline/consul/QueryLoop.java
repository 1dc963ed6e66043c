package dev.towline.consul;

import dev.towline.trigger.TriggerLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/** Asks one blocking query after the other, and waits longer after each that fails. */
final class QueryLoop implements TriggerLoop {

    static final Duration WAIT = Duration.ofSeconds(55);

    /** Leaderless servers hold a request for some seconds; beyond that an answer is no longer expected. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    /** What is asked. */
    interface Query {

        /** Asks once, for as long as it blocks. */
        void ask() throws IOException, InterruptedException;

        /** Forgets where the last answer stood: the next question is answered at once. */
        void startOver();
    }

    private final Function<Hearing, Query> queries;

    QueryLoop(Function<Hearing, Query> queries) {
        this.queries = queries;
    }

    static Duration requireWait(Duration wait) {
        if (wait.compareTo(Duration.ofSeconds(1)) < 0 || wait.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("Consul waits from 1 s to 10 min, not " + wait);
        }
        return wait;
    }

    /** How long an answer to a query that blocks for {@code wait} may take: servers add up to a sixteenth. */
    static Duration patience(Duration wait) {
        return wait.plus(wait.dividedBy(16)).plus(GRACE);
    }

    @Override
    public void run(Hearing hearing) throws InterruptedException {
        Query query = queries.apply(hearing);
        Pace pace = new Pace();
        Backoff backoff = new Backoff();
        while (!Thread.interrupted()) {
            pace.await();
            try {
                query.ask();
                backoff.reset();
            } catch (IOException | RuntimeException e) {
                hearing.trouble(e.getMessage() == null ? e.toString() : e.getMessage());
                query.startOver();
                Thread.sleep(backoff.after(e).toMillis());
            }
        }
    }
}
