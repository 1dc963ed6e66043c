package dev.towline.s3;

import dev.towline.source.ArtifactRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/** An object's bytes. Closing it before its end aborts the connection: draining could mean the whole object. */
final class S3Body extends FilterInputStream {

    private final ResponseInputStream<?> answer;
    private final ArtifactRequest request;
    private volatile boolean ended;

    S3Body(ResponseInputStream<?> answer, ArtifactRequest request) {
        super(answer);
        this.answer = answer;
        this.request = request;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int off, int len) throws IOException {
        try {
            int n = answer.read(target, off, len);
            ended = ended || n < 0;
            return n;
        } catch (SdkException e) {
            try {
                throw S3Errors.explained(e, request);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw (InterruptedIOException) new InterruptedIOException(interrupted.getMessage()).initCause(e);
            }
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            answer.close();
        } else {
            answer.abort();
        }
    }
}
