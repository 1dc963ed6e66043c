package dev.towline.contracts;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.MissingArtifactException;
import dev.towline.source.Sources;
import dev.towline.testkit.ArtifactSourceContract;
import dev.towline.testkit.InMemorySource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The sources that come with Towline, and one that a stranger wrote in a few lines, keep the contract. */
class OwnSourcesTest {

    @Nested
    class OfFiles extends ArtifactSourceContract {

        @TempDir
        private Path directory;

        private int files;

        @Override
        protected ArtifactSource source() {
            return Sources.files();
        }

        @Override
        protected URI publish(byte[] content) throws IOException {
            Path file = directory.resolve(files++ + ".tar");
            Files.write(file, content);
            return file.toUri();
        }

        @Override
        protected void replace(URI artifact, byte[] content) throws IOException {
            Path next = Files.write(directory.resolve("next"), content);
            Files.move(next, Path.of(artifact), StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        protected URI nothingHere() {
            return directory.resolve("missing.tar").toUri();
        }
    }

    @Nested
    class OverHttp extends ArtifactSourceContract {

        private final ArtifactSource http = source(Sources.http());

        private final ArtifactServer server;

        OverHttp() throws IOException {
            server = new ArtifactServer();
        }

        ArtifactSource source(ArtifactSource plain) {
            return plain;
        }

        @AfterEach
        void stop() throws IOException {
            server.close();
        }

        @Override
        protected ArtifactSource source() {
            return http;
        }

        @Override
        protected URI publish(byte[] content) {
            return server.publish(content);
        }

        @Override
        protected void replace(URI artifact, byte[] content) {
            server.replace(artifact, content);
        }

        @Override
        protected URI publishFaulty(byte[] content, Fault fault) throws IOException {
            return server.publishFaulty(content, fault);
        }

        @Override
        protected URI nothingHere() {
            return server.nothingHere();
        }
    }

    /** The first place has nothing; what it does not have the second one has. */
    @Nested
    class WithFailover extends OverHttp {

        WithFailover() throws IOException {}

        @Override
        ArtifactSource source(ArtifactSource plain) {
            return Sources.failover(new InMemorySource(), plain);
        }
    }

    @Nested
    class OfAStranger extends ArtifactSourceContract {

        private final Map<String, byte[]> resources = new ConcurrentHashMap<>();

        @Override
        protected ArtifactSource source() {
            return this::open;
        }

        private Artifact open(ArtifactRequest request) throws IOException {
            byte[] content = resources.get(request.uri().getPath());
            if (content == null) {
                throw new MissingArtifactException(request + " is not on the class path");
            }
            return Artifact.of(new ByteArrayInputStream(content));
        }

        @Override
        protected URI publish(byte[] content) {
            String path = "/releases/" + resources.size() + ".tar";
            resources.put(path, content);
            return URI.create("classpath:" + path);
        }

        @Override
        protected URI nothingHere() {
            return URI.create("classpath:/releases/missing.tar");
        }

        @Override
        protected boolean supportsRanges() {
            return false;
        }
    }

    @Nested
    class InMemory extends ArtifactSourceContract {

        private final InMemorySource memory = new InMemorySource();

        private int names;

        @Override
        protected ArtifactSource source() {
            return memory;
        }

        @Override
        protected URI publish(byte[] content) {
            return memory.publish(names++ + ".tar", content);
        }

        @Override
        protected void replace(URI artifact, byte[] content) {
            memory.publish(artifact.getPath().substring(1), content);
        }

        @Override
        protected URI publishFaulty(byte[] content, Fault fault) {
            switch (fault) {
                case CUT -> memory.cutNextAfter(content.length / 2);
                case STALL -> memory.stallNextAfter(content.length / 2);
                case SILENCE -> memory.hangNext();
            }
            return publish(content);
        }

        @Override
        protected URI nothingHere() {
            return URI.create("memory:/missing.tar");
        }
    }
}
