package dev.towline.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.UnchangedArtifactException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The rules that every {@link ArtifactSource} keeps. Extend it, return the source, and say how something gets to where
 * it looks. What else a test can bring about is said by overriding {@link #replace} and {@link #publishFaulty}; what is
 * not overridden is skipped, and the report says so.
 *
 * <ol>
 *   <li>S1 the bytes come exactly and completely
 *   <li>S2 an empty artifact is one that ends at once
 *   <li>S3 a length that is told is true
 *   <li>S4 the stream begins where the artifact says, at the byte asked for or at 0
 *   <li>S5 an offset and a range are honoured
 *   <li>S6 the same artifact has the same tag
 *   <li>S7 what replaces an artifact has another tag
 *   <li>S8 an artifact that was replaced is not continued
 *   <li>S9 an artifact that is the same is continued
 *   <li>S10 what is missing is a MissingArtifactException that names the address
 *   <li>S11 no message holds a credential of the address
 *   <li>S12 several artifacts are open at the same time
 *   <li>S13 closing gives back what opening took
 *   <li>S14 closing waits for nothing that has not been read
 *   <li>S15 a cut is an IOException, never an early end
 *   <li>S16 an interruption ends opening
 *   <li>S17 a deadline ends opening
 *   <li>S18 what the caller has not comes whole, whatever it has
 *   <li>S19 what the caller has comes whole again, or is said to be unchanged
 * </ol>
 */
public abstract class ArtifactSourceContract {

    /** What can be wrong with an artifact on its way. */
    public enum Fault {
        /** The connection ends in the middle of the content. */
        CUT,
        /** After a part of the content, which is not empty, nothing comes any more. */
        STALL,
        /** Whoever opens it gets no answer. */
        SILENCE
    }

    private static final String SECRET = "kept-secret";

    /** The source under test; may be the same for all tests. */
    protected abstract ArtifactSource source();

    /** Puts content where the source finds it, not through the source itself, and gives its address, a new one each time. */
    protected abstract URI publish(byte[] content) throws Exception;

    /** The address of something the source could have, but has not. */
    protected abstract URI nothingHere() throws Exception;

    /** Puts other content at an address that {@link #publish} gave. Override it if artifacts can be replaced. */
    protected void replace(URI artifact, byte[] content) throws Exception {
        abort("this fixture cannot replace artifacts");
    }

    /** As {@link #publish}, but with something wrong. Override it for the faults that can be brought about. */
    protected URI publishFaulty(byte[] content, Fault fault) throws Exception {
        return abort("this fixture cannot bring about a " + fault);
    }

    /** Whether the source begins where it is asked to. */
    protected boolean supportsRanges() {
        return true;
    }

    /**
     * Whether an interruption ends an opening that waits for an answer. Where the library below cannot do that, Towline
     * leaves the opening alone on a thread of its own, which lives until the library's own time-out.
     */
    protected boolean obeysInterruption() {
        return true;
    }

    /** How long the source may take for anything: only a broken rule waits that long. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    @Test
    @DisplayName("S1 the bytes come exactly and completely")
    final void bytesAreExact() throws Exception {
        for (int size : new int[] {1, 511, 70_000, 1_000_003}) {
            byte[] content = bytes(size);
            try (Artifact artifact = open(publish(content))) {
                assertEquals(0, artifact.offset(), "offset");
                assertArrayEquals(content, artifact.stream().readAllBytes(), size + " bytes");
                assertEquals(-1, artifact.stream().read(), "more after the end");
            }
        }
    }

    @Test
    @DisplayName("S2 an empty artifact is one that ends at once")
    final void emptyArtifact() throws Exception {
        try (Artifact artifact = open(publish(new byte[0]))) {
            assertEquals(-1, artifact.stream().read());
        }
    }

    @Test
    @DisplayName("S3 a length that is told is true")
    final void lengthIsTrue() throws Exception {
        byte[] content = bytes(5_000);
        ArtifactRequest request = ArtifactRequest.of(publish(content));
        for (ArtifactRequest each : List.of(request, request.from(4_000, Optional.empty()))) {
            try (Artifact artifact = source().open(each)) {
                assumeTrue(artifact.length().isPresent(), "this source tells no lengths");
                assertEquals(
                        artifact.length().getAsLong(),
                        artifact.stream().readAllBytes().length,
                        "from " + each.offset());
            }
        }
    }

    @Test
    @DisplayName("S4 the stream begins where the artifact says, at the byte asked for or at 0")
    final void offsetIsTrue() throws Exception {
        byte[] content = bytes(5_000);
        ArtifactRequest request = ArtifactRequest.of(publish(content));
        for (int offset : new int[] {1, 2_500, 4_999}) {
            assertContinued(content, request.from(offset, Optional.empty()));
        }
    }

    @Test
    @DisplayName("S5 an offset and a range are honoured")
    final void rangesAreHonoured() throws Exception {
        assumeTrue(supportsRanges(), "this source begins at 0 always");
        byte[] content = bytes(5_000);
        ArtifactRequest request = ArtifactRequest.of(publish(content));
        try (Artifact rest = source().open(request.from(4_990, Optional.empty()));
                Artifact part = source().open(request.range(100, 50));
                Artifact end = source().open(request.range(4_990, 50))) {
            assertEquals(List.of(4_990L, 100L, 4_990L), List.of(rest.offset(), part.offset(), end.offset()), "offsets");
            assertArrayEquals(tail(content, 4_990), rest.stream().readAllBytes(), "from 4990 on");
            assertArrayEquals(
                    Arrays.copyOfRange(content, 100, 150), part.stream().readAllBytes(), "50 bytes from 100 on");
            assertArrayEquals(
                    tail(content, 4_990), end.stream().readAllBytes(), "the last 10 of 50 bytes from 4990 on");
        }
    }

    @Test
    @DisplayName("S6 the same artifact has the same tag")
    final void tagIsStable() throws Exception {
        URI address = publish(bytes(100));

        assertEquals(tag(address), tag(address));
    }

    @Test
    @DisplayName("S7 what replaces an artifact has another tag")
    final void tagTellsReplacement() throws Exception {
        URI address = publish(bytes(100));
        Optional<String> before = requireTag(address);
        replace(address, otherBytes(100));

        assertNotEquals(before, tag(address));
    }

    @Test
    @DisplayName("S8 an artifact that was replaced is not continued")
    final void replacedIsNotContinued() throws Exception {
        byte[] content = bytes(100);
        URI address = publish(content);
        Optional<String> before = requireTag(address);
        byte[] other = otherBytes(100);
        replace(address, other);

        try (Artifact artifact = source().open(ArtifactRequest.of(address).from(50, before))) {
            assertEquals(0, artifact.offset(), "another artifact was continued");
            assertArrayEquals(other, artifact.stream().readAllBytes());
        } catch (PermanentFetchException e) {
            // refused
        }
    }

    @Test
    @DisplayName("S9 an artifact that is the same is continued")
    final void sameIsContinued() throws Exception {
        byte[] content = bytes(100);
        URI address = publish(content);

        assertContinued(content, ArtifactRequest.of(address).from(50, tag(address)));
    }

    @Test
    @DisplayName("S10 what is missing is a MissingArtifactException that names the address")
    final void missingIsSaid() throws Exception {
        ArtifactRequest request = ArtifactRequest.of(nothingHere());

        IOException missing = assertThrows(MissingArtifactException.class, () -> read(request));

        assertTrue(said(missing).contains(request.toString()), () -> said(missing) + " does not name " + request);
    }

    @Test
    @DisplayName("S11 no message holds a credential of the address")
    final void noCredentialIsSaid() throws Exception {
        String address = nothingHere().toString();
        List<URI> secretive = new ArrayList<>();
        secretive.add(URI.create(address + "?signature=" + SECRET));
        if (address.contains("://")) {
            secretive.add(URI.create(address.replaceFirst("://", "://user:" + SECRET + "@")));
        }
        for (URI uri : secretive) {
            Exception refused = assertThrows(Exception.class, () -> read(ArtifactRequest.of(uri)));

            for (Throwable each = refused; each != null; each = each.getCause()) {
                String message = said(each);
                assertFalse(message.contains(SECRET), () -> "a credential is in the message: " + message);
            }
        }
    }

    @Test
    @DisplayName("S12 several artifacts are open at the same time")
    final void sideBySide() throws Exception {
        byte[] one = bytes(300_000);
        byte[] other = otherBytes(300_000);
        URI first = publish(one);
        URI second = publish(other);
        patiently(() -> {
            try (Artifact a = open(first);
                    Artifact b = open(second);
                    Artifact again = open(first)) {
                byte[] half = a.stream().readNBytes(100_000);
                assertArrayEquals(other, b.stream().readAllBytes(), "the second");
                assertArrayEquals(one, again.stream().readAllBytes(), "the first again");
                assertArrayEquals(one, joined(half, a.stream().readAllBytes()), "the first");
            }
            return "done";
        });
    }

    @Test
    @DisplayName("S13 closing gives back what opening took")
    final void closingGivesBack() throws Exception {
        URI address = publish(bytes(300_000));
        try (Artifact artifact = open(address)) {
            artifact.stream().read();
        }
        int openings = 100;
        long before = held();
        for (int i = 0; i < openings; i++) {
            open(address).close();
        }
        long until = System.nanoTime() + patience().toNanos();
        while (held() - before > openings / 4 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        long more = held() - before;
        assertTrue(more <= openings / 4, () -> more + " threads and files are held after " + openings + " openings");
    }

    @Test
    @DisplayName("S14 closing waits for nothing that has not been read")
    final void closingDoesNotDrain() throws Exception {
        URI address = publishFaulty(bytes(300_000), Fault.STALL);
        patiently(() -> {
            try (Artifact artifact = open(address)) {
                return artifact.stream().read();
            }
        });
    }

    @Test
    @DisplayName("S15 a cut is an IOException, never an early end")
    final void cutIsNoEnd() throws Exception {
        byte[] content = bytes(300_000);
        URI address = publishFaulty(content, Fault.CUT);
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        assertThrows(IOException.class, () -> {
            try (Artifact artifact = open(address)) {
                artifact.stream().transferTo(read);
            }
        });

        assertArrayEquals(Arrays.copyOf(content, read.size()), read.toByteArray(), "the bytes before the cut");
    }

    @Test
    @DisplayName("S16 an interruption ends opening")
    final void interruptionEnds() throws Exception {
        assumeTrue(obeysInterruption(), "this source cannot be interrupted, it only times out");
        URI address = publishFaulty(bytes(1_000), Fault.SILENCE);
        FutureTask<Artifact> opening = new FutureTask<>(() -> open(address));
        Thread thread = start(opening);
        assertThrows(TimeoutException.class, () -> opening.get(300, TimeUnit.MILLISECONDS), "it was answered");
        thread.interrupt();

        ExecutionException ended = assertThrows(
                ExecutionException.class,
                () -> within(opening, "an interruption did not end opening"),
                "an interrupted opening returned");
        assertInstanceOf(InterruptedException.class, ended.getCause());
    }

    @Test
    @DisplayName("S17 a deadline ends opening")
    final void deadlineEnds() throws Exception {
        ArtifactRequest request =
                ArtifactRequest.of(publishFaulty(bytes(1_000), Fault.SILENCE)).within(Duration.ofMillis(300));
        FutureTask<byte[]> opening = new FutureTask<>(() -> read(request));
        Thread thread = start(opening);
        try {
            ExecutionException ended = assertThrows(
                    ExecutionException.class, () -> within(opening, "a deadline of 0.3 s did not end opening"));
            assertInstanceOf(IOException.class, ended.getCause());
        } finally {
            thread.interrupt();
        }
    }

    @Test
    @DisplayName("S18 what the caller has not comes whole, whatever it has")
    final void anotherComesWhole() throws Exception {
        URI address = publish(bytes(100));
        Optional<String> before = requireTag(address);
        byte[] other = otherBytes(100);
        replace(address, other);

        assertArrayEquals(other, read(ArtifactRequest.of(address).unlessTagged(before.get())));
    }

    @Test
    @DisplayName("S19 what the caller has comes whole again, or is said to be unchanged")
    final void theSameIsSaidOrComesWhole() throws Exception {
        byte[] content = bytes(100);
        URI address = publish(content);
        Optional<String> tag = requireTag(address);

        try {
            assertArrayEquals(content, read(ArtifactRequest.of(address).unlessTagged(tag.get())));
        } catch (UnchangedArtifactException e) {
            assertTrue(said(e).contains(ArtifactRequest.of(address).toString()), () -> said(e) + " names no address");
        }
    }

    private Artifact open(URI address) throws IOException, InterruptedException {
        return source().open(ArtifactRequest.of(address));
    }

    private byte[] read(ArtifactRequest request) throws IOException, InterruptedException {
        try (Artifact artifact = source().open(request)) {
            return artifact.stream().readAllBytes();
        }
    }

    /** The tag of what is at {@code address} now; skips the test of a source that tells none. */
    private Optional<String> requireTag(URI address) throws IOException, InterruptedException {
        Optional<String> tag = tag(address);
        assumeTrue(tag.isPresent(), "this source tells no tags");
        return tag;
    }

    private Optional<String> tag(URI address) throws IOException, InterruptedException {
        try (Artifact artifact = open(address)) {
            return artifact.tag();
        }
    }

    private void assertContinued(byte[] content, ArtifactRequest request) throws IOException, InterruptedException {
        try (Artifact artifact = source().open(request)) {
            assertTrue(
                    artifact.offset() == 0 || artifact.offset() == request.offset(),
                    () -> "begins at " + artifact.offset() + ", asked for " + request.offset());
            byte[] rest = tail(content, (int) artifact.offset());
            assertArrayEquals(rest, artifact.stream().readAllBytes(), "the bytes from " + artifact.offset() + " on");
        }
    }

    /** Files and threads of this JVM; only threads where the system does not tell of files. */
    private static long held() {
        String[] files = new File("/proc/self/fd").list();
        return Thread.getAllStackTraces().size() + (files == null ? 0 : files.length);
    }

    private <T> T patiently(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = start(task);
        try {
            return within(task, "not done after " + patience());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            thread.interrupt();
        }
    }

    private <T> T within(FutureTask<T> task, String late) throws ExecutionException, InterruptedException {
        try {
            return task.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(late, e);
        }
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "contract");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static String said(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] otherBytes(int size) {
        byte[] bytes = bytes(size);
        for (int i = 0; i < size; i++) {
            bytes[i] ^= 0x55;
        }
        return bytes;
    }

    private static byte[] tail(byte[] content, int from) {
        return Arrays.copyOfRange(content, from, content.length);
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }
}
