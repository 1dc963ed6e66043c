package dev.towline.archive;

import dev.towline.manifest.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.OptionalLong;

/** An artifact's bytes as they are stored: counted, limited and digested while they are read. */
final class StoredBytes extends InputStream {

    private final InputStream in;
    private final Checksum expected;
    private final OptionalLong expectedSize;
    private final long limit;
    private final MessageDigest digest;
    private volatile long count;

    StoredBytes(InputStream in, Checksum expected, OptionalLong expectedSize, long limit) {
        this.in = in;
        this.expected = expected;
        this.expectedSize = expectedSize;
        this.limit = limit;
        this.digest = expected.algorithm().newDigest();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        int n = in.read(b, off, len);
        if (n > 0) {
            digest.update(b, off, n);
            long read = count + n;
            count = read;
            if (expectedSize.isPresent() && read > expectedSize.getAsLong()) {
                throw WrongSizeException.longer(expectedSize.getAsLong(), read);
            }
            if (read > limit) {
                throw ArchiveException.tooLarge("the artifact has more than " + limit + " bytes");
            }
        }
        return n;
    }

    /** Bytes read so far; any thread may ask. */
    long count() {
        return count;
    }

    /** Compares size and digest with the expected ones. To be called once, after the end of the stream was read. */
    void verify() throws ArchiveException {
        if (expectedSize.isPresent() && count != expectedSize.getAsLong()) {
            throw WrongSizeException.shorter(expectedSize.getAsLong(), count);
        }
        Checksum actual = Checksum.of(expected.algorithm(), digest);
        if (!actual.equals(expected)) {
            throw new WrongDigestException(expected, actual);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
