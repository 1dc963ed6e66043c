package dev.towline.source.download;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.CannotResumeException;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.SourceBusyException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An artifact's bytes, read to their end over whatever the network does: when a connection is cut, stalls, crawls or
 * ends early, the next one goes on at the byte reached, provided that the tag says it is the same artifact. So whoever
 * reads sees one stream that is complete when it ends.
 *
 * <p>Reading throws {@link MustRestartException} when going on is impossible but beginning again is not,
 * {@link PermanentFetchException} (and its subtypes) when trying again cannot help, {@link InterruptedIOException} with
 * the thread's interrupt flag set when the reading thread was interrupted, and another {@link IOException} when the
 * attempts are used up. Each ends the download: a further read throws the same again. Messages hold no secrets.
 *
 * <p>Read by one thread at a time. Reading ahead happens on a thread of its own, in at most half a MiB; it ends with
 * the artifact or with {@link #close()}.
 */
public final class Download extends InputStream {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Fetch fetch;
    private final Attempts attempts;
    private final boolean again;
    private final OptionalLong deadline;

    private @Nullable Connection connection;
    private ByteBuffer current = NOTHING;
    private long reached;
    private OptionalLong total;
    private Optional<String> tag = Optional.empty();
    private final Rate rate;
    private boolean ended;
    private @Nullable IOException failure;

    Download(Fetch fetch, OptionalLong deadline, boolean again) {
        this.fetch = fetch;
        this.deadline = deadline;
        this.again = again;
        this.total = fetch.size();
        this.attempts = new Attempts(fetch.policy().retry(), fetch.random());
        this.rate = new Rate(fetch.policy());
    }

    /**
     * The same artifact once more from its first byte, after a {@link MustRestartException}. The total deadline goes
     * on; a second restart is not offered: reading then fails for good.
     */
    public Download again() {
        close();
        return new Download(fetch, deadline, true);
    }

    /** How many bytes were received so far. */
    public long received() {
        return reached;
    }

    /** How many bytes the artifact has; empty until the source or the caller said so. */
    public OptionalLong total() {
        return total;
    }

    /** The tag of what was received; empty where the source names none, or before the first byte. */
    Optional<String> tag() {
        return tag;
    }

    @Override
    public int read() throws IOException {
        return current.hasRemaining() || receive() ? current.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, target.length);
        if (len == 0) {
            return 0;
        }
        if (!current.hasRemaining() && !receive()) {
            return -1;
        }
        int n = Math.min(len, current.remaining());
        current.get(target, off, n);
        return n;
    }

    /** Gives up what is not read yet; does not wait for a source that is slow to let go. */
    @Override
    public void close() {
        if (failure == null) {
            failure = new IOException("the download of " + fetch + " is closed");
        }
        disconnect();
    }

    private boolean receive() throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            while (!ended) {
                try {
                    if (step()) {
                        return true;
                    }
                } catch (IOException e) {
                    disconnect();
                    recover(e);
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("the download of " + fetch + " was interrupted");
            interrupted.initCause(e);
            throw fail(interrupted);
        } catch (IOException e) {
            throw fail(e);
        }
    }

    private IOException fail(IOException e) {
        disconnect();
        failure = e;
        return e;
    }

    private void disconnect() {
        if (connection != null) {
            connection.giveUp();
            connection = null;
        }
        current = NOTHING;
    }

    /** Goes on by one buffer; false at the end. */
    private boolean step() throws IOException, InterruptedException {
        Connection open = connection == null ? connect() : connection;
        if (current.capacity() > 0) {
            open.recycle(current);
            current = NOTHING;
        }
        long begin = fetch.time().nanos();
        Optional<ByteBuffer> next = open.next(patience());
        rate.waited(fetch.time().nanos() - begin);
        if (next.isEmpty()) {
            throw remaining() <= 0
                    ? timeout(null)
                    : new CrawlException(
                            fetch + " sent nothing for " + fetch.policy().stall());
        }
        ByteBuffer bytes = next.get();
        if (!bytes.hasRemaining()) {
            if (total.isPresent() && reached < total.getAsLong()) {
                throw new IOException(fetch + " ended after " + reached + " of " + total.getAsLong() + " bytes");
            }
            ended = true;
            total = OptionalLong.of(reached);
            disconnect();
            return false;
        }
        accept(bytes);
        return true;
    }

    private void accept(ByteBuffer bytes) throws IOException, InterruptedException {
        int n = bytes.remaining();
        long now = reached + n;
        if (total.isPresent() && now > total.getAsLong()) {
            throw WrongLengthException.differs(
                    fetch + " is longer than the " + total.getAsLong() + " bytes it should have");
        }
        if (now > fetch.limit()) {
            throw tooLong();
        }
        if (rate.isTooSlow(n)) {
            throw new CrawlException(
                    fetch + " came with less than " + fetch.policy().minimumRate() + " bytes per second over "
                            + fetch.policy().rateWindow());
        }
        current = bytes;
        reached = now;
        attempts.progress(n);
        fetch.progress().accept(reached);
        long wait = fetch.bandwidth().book(n, fetch.time().nanos());
        if (wait > 0) {
            fetch.time().pause(Duration.ofNanos(Math.max(0, Math.min(wait, remaining()))));
        }
    }

    private Connection connect() throws IOException, InterruptedException {
        ArtifactRequest request = fetch.request();
        if (reached > 0) {
            request = request.from(reached, tag);
        }
        Connection opening = new Connection(
                fetch.source(),
                request.within(Duration.ofNanos(patience())),
                fetch.failures(),
                fetch.bandwidth().chunk());
        connection = opening;
        rate.restart();
        Artifact answer = opening.answer(patience())
                .orElseThrow(() -> remaining() <= 0
                        ? timeout(null)
                        : new IOException(
                                fetch + " did not answer for " + fetch.policy().stall()));
        if (reached > 0) {
            mustContinue(answer);
        } else if (answer.offset() != 0) {
            throw new PermanentFetchException(
                    fetch + " was answered from byte " + answer.offset() + ", though its first was asked for");
        }
        tag = answer.tag();
        measure(answer.length());
        return opening;
    }

    /** Bytes are joined only where the source vouches that they belong together. */
    private void mustContinue(Artifact answer) throws CannotResumeException {
        if (answer.offset() != reached) {
            throw new CannotResumeException(
                    fetch + " was answered from byte " + answer.offset() + " instead of " + reached);
        }
        if (!answer.tag().equals(tag)) {
            throw new CannotResumeException(fetch + " changed while it was downloaded");
        }
    }

    private void measure(OptionalLong length) throws IOException {
        if (length.isEmpty()) {
            return;
        }
        long all = reached + length.getAsLong();
        if (total.isPresent() && total.getAsLong() != all) {
            String message = fetch + " has " + all + " bytes, not " + total.getAsLong();
            throw reached > 0 ? new CannotResumeException(message) : WrongLengthException.differs(message);
        }
        if (all > fetch.limit()) {
            throw tooLong();
        }
        total = OptionalLong.of(all);
    }

    private WrongLengthException tooLong() {
        return WrongLengthException.beyondLimit(fetch + " is longer than the allowed " + fetch.limit() + " bytes");
    }

    /** Waits until another connection may be tried, or says why none will be. */
    private void recover(IOException e) throws IOException, InterruptedException {
        if (e instanceof CannotResumeException) {
            throw restart(e);
        }
        if (e instanceof PermanentFetchException) {
            throw e;
        }
        Duration asked =
                e instanceof SourceBusyException busy ? busy.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
        Optional<Duration> wait = attempts.afterFailure(asked);
        if (wait.isEmpty()) {
            String message = e.getMessage() + " (gave up after " + attempts.inARow() + " attempts)";
            throw e instanceof CrawlException ? new TooSlowException(message, e) : new UnreachableException(message, e);
        }
        if (reached > 0 && tag.isEmpty()) {
            throw restart(new CannotResumeException(
                    e.getMessage() + "; the source names no tag, so it cannot be continued at byte " + reached, e));
        }
        if (wait.get().toNanos() >= remaining()) {
            throw timeout(e);
        }
        fetch.warnings()
                .accept(e.getMessage() + "; trying again at byte " + reached + " in "
                        + wait.get().toMillis() + " ms");
        fetch.time().pause(wait.get());
    }

    private IOException restart(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (reached == 0) {
            return new PermanentFetchException(message, e);
        }
        return again
                ? new PermanentFetchException(message + "; it was begun again once already", e)
                : new MustRestartException(message, e);
    }

    private TooSlowException timeout(@Nullable IOException cause) {
        String reason = cause == null ? "" : "; last: " + cause.getMessage();
        String message = fetch + " took longer than " + fetch.policy().timeout().orElseThrow() + ", " + reached
                + " bytes came" + reason;
        return cause == null ? new TooSlowException(message) : new TooSlowException(message, cause);
    }

    private long patience() throws IOException {
        long left = remaining();
        if (left <= 0) {
            throw timeout(null);
        }
        return Math.min(fetch.policy().stall().toNanos(), left);
    }

    private long remaining() {
        return deadline.isPresent() ? deadline.getAsLong() - fetch.time().nanos() : Long.MAX_VALUE;
    }
}
