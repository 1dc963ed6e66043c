package dev.towline.examples;

import dev.towline.source.Artifact;
import dev.towline.source.ArtifactRequest;
import dev.towline.source.ArtifactSource;
import dev.towline.source.MissingArtifactException;
import java.io.IOException;
import java.io.InputStream;

/** How do I fetch from a place that Towline does not know? This one is the class path: {@code classpath:/releases/1.tar}. */
public final class OwnSource implements ArtifactSource {

    @Override
    public Artifact open(ArtifactRequest request) throws IOException {
        InputStream stream = OwnSource.class.getResourceAsStream(request.uri().getPath());
        if (stream == null) {
            throw new MissingArtifactException(request + " is not on the class path");
        }
        return Artifact.of(stream);
    }
}
