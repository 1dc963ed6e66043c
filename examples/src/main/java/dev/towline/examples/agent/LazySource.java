package dev.towline.examples.agent;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A source that is made when something is fetched from it for the first time. */
final class LazySource implements ArtifactSource {

    private final Supplier<ArtifactSource> maker;
    private @Nullable ArtifactSource made;

    LazySource(Supplier<ArtifactSource> maker) {
        this.maker = maker;
    }

    @Override
    public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
        return source().open(request);
    }

    private synchronized ArtifactSource source() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }
}
