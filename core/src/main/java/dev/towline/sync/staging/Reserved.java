package dev.towline.sync.staging;

import java.io.IOException;
import java.io.OutputStream;

/** A file's content on its way to a disk that keeps a {@link Reserve}. */
final class Reserved extends OutputStream {

    private final OutputStream file;
    private final Reserve reserve;
    private final String path;

    Reserved(OutputStream file, Reserve reserve, String path) {
        this.file = file;
        this.reserve = reserve;
        this.path = path;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        reserve.take(length, path);
        file.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
