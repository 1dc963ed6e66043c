package dev.towline.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Several places for one artifact, asked in order. Of several failures the most hopeful one is reported. */
final class Failover implements ArtifactSource {

    private final List<ArtifactSource> sources;

    Failover(List<ArtifactSource> sources) {
        this.sources = sources;
    }

    @Override
    public Artifact open(ArtifactRequest request) throws IOException, InterruptedException {
        List<IOException> failures = new ArrayList<>();
        for (ArtifactSource source : sources) {
            try {
                return source.open(request);
            } catch (UnchangedArtifactException e) {
                throw e;
            } catch (IOException e) {
                failures.add(e);
            } catch (RuntimeException e) {
                failures.add(new PermanentFetchException("a source failed: " + e, e));
            }
        }
        IOException told = failures.stream()
                .max(Comparator.comparingInt(Failover::hope)
                        .thenComparing(failures::indexOf, Comparator.reverseOrder()))
                .orElseThrow();
        failures.stream().filter(other -> other != told).forEach(told::addSuppressed);
        throw told;
    }

    /** Missing is believed only when nothing else was said: a source that is down may well have the artifact. */
    private static int hope(IOException failure) {
        if (failure instanceof MissingArtifactException) {
            return 0;
        }
        if (failure instanceof CannotResumeException) {
            return 3;
        }
        return failure instanceof PermanentFetchException ? 1 : 2;
    }
}
