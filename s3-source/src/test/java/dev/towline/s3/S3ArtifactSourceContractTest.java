package dev.towline.s3;

import dev.towline.s3.CuttingRelay.Cut;
import dev.towline.s3.CuttingRelay.End;
import dev.towline.source.ArtifactSource;
import dev.towline.testkit.ArtifactSourceContract;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;

class S3ArtifactSourceContractTest extends ArtifactSourceContract {

    @RegisterExtension
    static final S3Store STORE = new S3Store();

    private static final AtomicInteger KEYS = new AtomicInteger();

    private Optional<CuttingRelay> relay = Optional.empty();
    private Optional<S3Client> relayed = Optional.empty();

    @AfterEach
    void stop() throws IOException {
        relayed.ifPresent(S3Client::close);
        if (relay.isPresent()) {
            relay.get().close();
        }
    }

    @Override
    protected ArtifactSource source() {
        return S3ArtifactSource.using(relayed.orElseGet(STORE::client));
    }

    @Override
    protected URI publish(byte[] content) {
        URI address = nothingHere();
        replace(address, content);
        return address;
    }

    @Override
    protected void replace(URI artifact, byte[] content) {
        STORE.put(artifact.getPath().substring(1), content);
    }

    @Override
    protected URI publishFaulty(byte[] content, Fault fault) throws IOException {
        long answered = fault == Fault.SILENCE ? 0 : content.length / 2;
        Cut cut = new Cut(answered, fault == Fault.CUT ? End.FIN : End.STALL);
        relay = Optional.of(new CuttingRelay(STORE.endpoint(), cut));
        relayed = Optional.of(S3Store.client(relay.get().endpoint(), S3Store.SECRET));
        return publish(content);
    }

    @Override
    protected URI nothingHere() {
        return URI.create("s3://" + S3Store.BUCKET + "/contract-" + KEYS.incrementAndGet() + ".tar");
    }

    /** The SDK's blocking client waits for its socket. */
    @Override
    protected boolean obeysInterruption() {
        return false;
    }
}
