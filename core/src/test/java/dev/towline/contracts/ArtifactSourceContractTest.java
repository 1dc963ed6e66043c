package dev.towline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.CannotResumeException;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.UnchangedArtifactException;
import dev.towline.testkit.ArtifactSourceContract;
import dev.towline.testkit.InMemorySource;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the contract catches the source that breaks it, and no other rule does. */
class ArtifactSourceContractTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                S1LastByteIsLost.class,
                S2NothingIsMissing.class,
                S3LengthIsOfTheWhole.class,
                S4OffsetIsNotSaid.class,
                S5OffsetIsIgnored.class,
                S6TagIsOfTheOpening.class,
                S7TagIsOfTheName.class,
                S8TagIsNotCompared.class,
                S9TagIsNeverRight.class,
                S10MissingIsTemporary.class,
                S11AddressIsPrinted.class,
                S12OneAtATime.class,
                S13FilesStayOpen.class,
                S14ClosingDrains.class,
                S15CutIsTheEnd.class,
                S16InterruptionIsTemporary.class,
                S17DeadlineIsIgnored.class,
                S18NothingEverChanges.class,
                S19WhatIsKnownIsEmpty.class
            })
    void catchesExactlyTheBrokenRule(Class<? extends ArtifactSourceContract> broken) {
        assertThat(Contracts.failures(broken)).singleElement().asString().startsWith(Contracts.rule(broken));
    }

    @Test
    void whatAFixtureCannotDoIsSkippedAndSaid() {
        assertThat(Contracts.skipped(OnlyWhatIsNeeded.class))
                .anyMatch(reason -> reason.contains("cannot replace"))
                .anyMatch(reason -> reason.contains("cannot bring about a CUT"))
                .anyMatch(reason -> reason.contains("cannot bring about a STALL"))
                .anyMatch(reason -> reason.contains("cannot bring about a SILENCE"));
        assertThat(Contracts.failures(OnlyWhatIsNeeded.class)).isEmpty();
    }

    static final class OnlyWhatIsNeeded extends ArtifactSourceContract {
        private final InMemorySource memory = new InMemorySource();
        private int names;

        @Override
        protected ArtifactSource source() {
            return memory;
        }

        @Override
        protected URI publish(byte[] content) {
            return memory.publish("a" + names++, content);
        }

        @Override
        protected URI nothingHere() {
            return URI.create("memory:/missing");
        }
    }

    /** A source in memory, bent by a subclass. */
    abstract static class Broken extends ArtifactSourceContract implements ArtifactSource {

        final InMemorySource memory = new InMemorySource();
        private int names;

        @Override
        protected final ArtifactSource source() {
            return this;
        }

        @Override
        protected final URI publish(byte[] content) {
            return memory.publish("a" + names++, content);
        }

        @Override
        protected final void replace(URI artifact, byte[] content) {
            memory.publish(artifact.getPath().substring(1), content);
        }

        @Override
        protected final URI publishFaulty(byte[] content, Fault fault) {
            switch (fault) {
                case CUT -> memory.cutNextAfter(content.length / 2);
                case STALL -> memory.stallNextAfter(content.length / 2);
                case SILENCE -> memory.hangNext();
            }
            return publish(content);
        }

        @Override
        protected final URI nothingHere() {
            return URI.create("memory:/missing");
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(3);
        }
    }

    /** The same artifact with another stream. */
    private static Artifact with(InputStream stream, Artifact artifact) {
        Artifact other = artifact.length().isPresent()
                ? Artifact.of(stream, artifact.length().getAsLong())
                : Artifact.of(stream);
        Artifact placed = other.startingAt(artifact.offset()).closedBy(artifact);
        return artifact.tag().map(placed::withTag).orElse(placed);
    }

    static final class S1LastByteIsLost extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            Artifact artifact = memory.open(request);
            boolean odd = artifact.length().orElse(0) == 1_000_003;
            return odd ? with(new ByteArrayInputStream(artifact.stream().readNBytes(1_000_002)), artifact) : artifact;
        }
    }

    static final class S2NothingIsMissing extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            Artifact artifact = memory.open(request);
            if (artifact.length().orElse(1) == 0) {
                throw new MissingArtifactException("there is nothing at " + request);
            }
            return artifact;
        }
    }

    static final class S3LengthIsOfTheWhole extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            Artifact artifact = memory.open(request);
            long whole = artifact.length().orElse(0) + artifact.offset();
            Artifact other = Artifact.of(artifact.stream(), whole).startingAt(artifact.offset());
            return artifact.tag().map(other::withTag).orElse(other).closedBy(artifact);
        }
    }

    static final class S4OffsetIsNotSaid extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            Artifact artifact = memory.open(request);
            boolean plain = request.expectedTag().isEmpty();
            return plain && request.length().isEmpty() ? artifact.startingAt(0) : artifact;
        }

        @Override
        protected boolean supportsRanges() {
            return false;
        }
    }

    static final class S5OffsetIsIgnored extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            return memory.open(whole(request, request.expectedTag()));
        }
    }

    private static ArtifactRequest whole(ArtifactRequest request, Optional<String> tag) {
        ArtifactRequest whole = ArtifactRequest.of(request.uri()).from(0, tag);
        return request.deadline().map(whole::within).orElse(whole);
    }

    static final class S6TagIsOfTheOpening extends Broken {
        private final AtomicInteger openings = new AtomicInteger();

        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            Optional<String> tag = request.expectedTag().map(own -> own.replaceFirst("#.*", ""));
            Artifact artifact = memory.open(request.from(request.offset(), tag));
            return artifact.withTag(artifact.tag().orElseThrow() + "#" + openings.incrementAndGet());
        }
    }

    static final class S7TagIsOfTheName extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            return memory.open(whole(request, Optional.empty()))
                    .withTag(request.uri().getPath());
        }

        @Override
        protected boolean supportsRanges() {
            return false;
        }
    }

    static final class S8TagIsNotCompared extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            return memory.open(request.from(request.offset(), Optional.empty()));
        }
    }

    static final class S9TagIsNeverRight extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            if (request.expectedTag().isPresent()) {
                throw new CannotResumeException(request + " was replaced");
            }
            return memory.open(request);
        }
    }

    static final class S10MissingIsTemporary extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            try {
                return memory.open(request);
            } catch (MissingArtifactException e) {
                throw new IOException(e.getMessage());
            }
        }
    }

    static final class S11AddressIsPrinted extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            try {
                return memory.open(request);
            } catch (MissingArtifactException e) {
                throw new MissingArtifactException("there is nothing at " + request.uri());
            }
        }
    }

    static final class S12OneAtATime extends Broken {
        private final AtomicInteger open = new AtomicInteger();

        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            if (request.offset() == 0 && request.length().isEmpty() && open.get() > 0) {
                throw new IOException("another artifact is open");
            }
            Artifact artifact = memory.open(request);
            open.incrementAndGet();
            return artifact.closedBy(() -> {
                open.decrementAndGet();
                artifact.close();
            });
        }
    }

    static final class S13FilesStayOpen extends Broken {
        private final List<InputStream> files = new ArrayList<>();

        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            files.add(new FileInputStream("/dev/null"));
            return memory.open(request);
        }
    }

    static final class S14ClosingDrains extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            Artifact artifact = memory.open(request);
            return artifact.closedBy(() -> {
                try {
                    artifact.stream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // closed anyway
                }
                artifact.close();
            });
        }
    }

    static final class S15CutIsTheEnd extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            Artifact artifact = memory.open(request);
            return with(
                    new FilterInputStream(artifact.stream()) {
                        @Override
                        public int read(byte[] target, int offset, int length) throws IOException {
                            try {
                                return in.read(target, offset, length);
                            } catch (IOException e) {
                                return -1;
                            }
                        }
                    },
                    artifact);
        }
    }

    static final class S16InterruptionIsTemporary extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException {
            try {
                return memory.open(request);
            } catch (InterruptedException e) {
                throw new IOException("could not open " + request, e);
            }
        }
    }

    static final class S17DeadlineIsIgnored extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            return memory.open(request.within(Duration.ofMinutes(5)));
        }
    }

    static final class S18NothingEverChanges extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            if (request.knownTag().isPresent()) {
                throw new UnchangedArtifactException(request + " is unchanged");
            }
            return memory.open(request);
        }
    }

    static final class S19WhatIsKnownIsEmpty extends Broken {
        @Override
        public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
            try {
                return memory.open(request);
            } catch (UnchangedArtifactException e) {
                return Artifact.of(InputStream.nullInputStream(), 0);
            }
        }
    }
}
