package dev.towline.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactSource;
import dev.towline.source.PermanentFetchException;
import dev.towline.source.Sources;
import dev.towline.source.UnchangedArtifactException;
import dev.towline.testkit.InMemorySource;
import dev.towline.testkit.TriggerContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolledTest extends TriggerContract {

    private static final URI POINTER = URI.create("memory:/wanted");

    private final InMemorySource source = new InMemorySource();
    private final AtomicInteger deploys = new AtomicInteger();

    @TempDir
    Path directory;

    @Override
    protected Trigger trigger() {
        return Triggers.polled(source, POINTER, Duration.ofMillis(20));
    }

    @Override
    protected void provoke() {
        point("{\"manifest\":\"s3://releases/web/1.yml\",\"id\":\"deploy-" + deploys.incrementAndGet() + "\"}");
    }

    @Test
    void hintsAtTheStartAndWhenThePointerMoves() {
        List<Hint> heard = new CopyOnWriteArrayList<>();
        point("s3://releases/web/1.yml");
        try (Trigger.Subscription polling = trigger().start(heard::add)) {
            await().until(() -> heard.size() == 1);
            readAgain();
            point("s3://releases/web/2.yml");
            await().until(() -> heard.size() == 2);
            point("{\"manifest\": \"s3://releases/web/2.yml\"}");
            readAgain();
            assertThat(polling.trouble()).isEmpty();
        }

        assertThat(heard)
                .extracting(hint -> hint.manifest().orElseThrow())
                .containsExactly(URI.create("s3://releases/web/1.yml"), URI.create("s3://releases/web/2.yml"));
    }

    @Test
    void aLowerSerialIsRefusedUnlessItSaysRollback() {
        List<Hint> heard = new CopyOnWriteArrayList<>();
        point("{\"manifest\":\"s3://a/2.yml\",\"serial\":2}");
        try (Trigger.Subscription polling = trigger().start(heard::add)) {
            await().until(() -> heard.size() == 1);
            point("{\"manifest\":\"s3://a/1.yml\",\"serial\":1}");
            await().until(() -> polling.trouble().orElse("").contains("older"));
            assertThat(heard).hasSize(1);
            point("{\"manifest\":\"s3://a/1.yml\",\"serial\":1,\"rollback\":true}");
            await().until(() -> heard.size() == 2);
            assertThat(polling.trouble()).isEmpty();
        }
    }

    @Test
    void whatIsWrongIsToldAndTriedAgain() {
        List<Hint> heard = new CopyOnWriteArrayList<>();
        try (Trigger.Subscription polling = trigger().start(heard::add)) {
            await().until(() -> polling.trouble().orElse("").contains("no pointer yet"));
            point("nothing of use");
            await().until(() -> polling.trouble().orElse("").contains("memory:/wanted: no pointer: that is not a URL"));
            point("s3://releases/web/1.yml");
            await().until(() -> heard.size() == 1);
            assertThat(polling.trouble()).isEmpty();
        }
    }

    @Test
    void aSourceThatFailsIsTrouble() {
        PointerSource forbidden = Pointers.at(
                request -> {
                    throw new PermanentFetchException("forbidden");
                },
                POINTER);
        try (Trigger.Subscription polling =
                Triggers.polled(forbidden, Duration.ofMillis(20)).start(hint -> {})) {
            await().until(() -> polling.trouble().orElse("").contains("forbidden"));
        }
    }

    @Test
    void closingEndsAReadingThatHangs() {
        source.publish("wanted", new byte[] {'x'});
        source.hangNext();
        Trigger.Subscription polling = trigger().start(hint -> {});
        await().until(() -> !source.requests().isEmpty());
        polling.close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("memory:/wanted")));
    }

    @Test
    void aPointerMayBeAFile() throws Exception {
        Path file = directory.resolve("wanted");
        PointerSource pointer = Pointers.at(Sources.files(), file.toUri());

        assertThat(pointer.read()).isEmpty();
        Files.writeString(file, "s3://releases/web/1.yml\n");
        assertThat(pointer.read()).isEqualTo(Optional.of(Pointer.to(URI.create("s3://releases/web/1.yml"))));
        assertThat(pointer).hasToString(file.toUri().toString());
    }

    @Test
    void aPointerThatStaysIsAskedForByItsTag() throws Exception {
        PointerSource pointer = Pointers.at(source, POINTER);
        point("s3://releases/web/1.yml");
        Optional<Pointer> first = pointer.read();

        assertThat(pointer.read()).isEqualTo(first).isPresent();
        point("s3://releases/web/2.yml");
        assertThat(pointer.read()).contains(Pointer.to(URI.create("s3://releases/web/2.yml")));
        assertThat(pointer.read()).contains(Pointer.to(URI.create("s3://releases/web/2.yml")));

        assertThat(source.requests())
                .extracting(request -> request.knownTag().orElse("none"))
                .containsExactly("none", "version-1", "version-1", "version-2");
    }

    @Test
    void whatIsNoPointerIsNotRemembered() throws Exception {
        PointerSource pointer = Pointers.at(source, POINTER);
        point("nothing of use");
        assertThatIOException().isThrownBy(pointer::read);
        assertThatIOException().isThrownBy(pointer::read);
        source.remove(POINTER);

        assertThat(pointer.read()).isEmpty();
    }

    @Test
    void aTagThatStaysThoughThePointerMovedIsNotBelievedForEver() throws Exception {
        AtomicReference<String> text = new AtomicReference<>("s3://releases/web/1.yml");
        ArtifactSource secondsAndSizes = request -> {
            if (request.knownTag().isPresent()) {
                throw new UnchangedArtifactException(request + " is unchanged");
            }
            byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
            return Artifact.of(new ByteArrayInputStream(bytes), bytes.length).withTag("second-1-size-23");
        };
        PointerSource pointer = Pointers.at(secondsAndSizes, POINTER);
        pointer.read();
        text.set("s3://releases/web/2.yml");

        for (int i = 0; i < 9; i++) {
            pointer.read();
        }
        assertThat(pointer.read()).contains(Pointer.to(URI.create("s3://releases/web/2.yml")));
    }

    @Test
    void anEndlessPointerIsGivenUp() throws IOException {
        Path file = Files.write(directory.resolve("wanted"), new byte[Pointer.LONGEST + 1]);

        assertThatIOException()
                .isThrownBy(() -> Pointers.at(Sources.files(), file.toUri()).read())
                .withMessageContaining("8192");
    }

    @Test
    void anIntervalIsPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Triggers.polled(source, POINTER, Duration.ZERO))
                .withMessageContaining("interval");
    }

    private void point(String text) {
        source.publish("wanted", text.getBytes(StandardCharsets.UTF_8));
    }

    private void readAgain() {
        int before = source.requests().size();
        await().until(() -> source.requests().size() > before + 2);
    }
}
