package dev.towline.hook;

import dev.towline.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The file that a command appends its output to, told line by line while it grows. Past {@value #CAP} bytes it is cut: its
 * beginning has been told by then, of the rest the last {@value #KEPT} bytes are told at the end. What is printed in the
 * very moment of a cut may be missing.
 */
final class HookOutput implements Closeable {

    static final int CAP = 16 << 20;
    static final int KEPT = 64 << 10;

    private final Disk disk;
    private final Path file;
    private final RandomAccessFile reader;
    private final Consumer<String> told;
    private final OutputLines lines;
    private final byte[] buffer = new byte[KEPT];
    private byte[] last = {};
    private long position;
    private long leftOut;
    private boolean cut;

    /** Output that goes to {@code file}, which exists and is empty. */
    HookOutput(Disk disk, Path file, Consumer<String> told) throws IOException {
        this.disk = disk;
        this.file = file;
        this.told = told;
        this.lines = new OutputLines(told);
        this.reader = new RandomAccessFile(file.toFile(), "r");
    }

    /** Tells the next piece, if there is one; true when there is more than that. */
    boolean tellSome() throws IOException {
        long size = reader.length();
        if (size > CAP) {
            cut();
        }
        return !cut && tell(size);
    }

    /** Tells everything that has been printed up to now. */
    void tellRest() throws IOException {
        long size = reader.length();
        if (size > CAP) {
            cut();
            size = reader.length();
        }
        if (cut) {
            byte[] end = lastBytes(size);
            told.accept("[" + leftOut + " bytes of output left out]");
            lines.accept(end, 0, end.length);
        } else {
            tellUpTo(size);
        }
        lines.end();
    }

    private void tellUpTo(long size) throws IOException {
        boolean more = position < size;
        while (more) {
            more = tell(size);
        }
    }

    /** Tells one piece; true when there is more before {@code size}. */
    private boolean tell(long size) throws IOException {
        position = Math.min(position, reader.length());
        reader.seek(position);
        int read = reader.read(buffer, 0, (int) Math.max(0, Math.min(size - position, buffer.length)));
        if (read <= 0) {
            return false;
        }
        position += read;
        lines.accept(buffer, 0, read);
        return position < size;
    }

    private void cut() throws IOException {
        if (!cut) {
            tellUpTo(KEPT);
            lines.end();
            cut = true;
        }
        last = lastBytes(reader.length());
        disk.truncate(file, 0);
        position = 0;
    }

    /** The last bytes of what has not been told; the others count as left out. */
    private byte[] lastBytes(long size) throws IOException {
        long unread = Math.max(0, size - position);
        int fromFile = (int) Math.min(unread, KEPT);
        int fromBefore = Math.min(last.length, KEPT - fromFile);
        byte[] bytes = new byte[fromBefore + fromFile];
        System.arraycopy(last, last.length - fromBefore, bytes, 0, fromBefore);
        reader.seek(size - fromFile);
        reader.readFully(bytes, fromBefore, fromFile);
        leftOut += last.length + unread - bytes.length;
        return bytes;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
