package dev.towline.archive;

import dev.towline.manifest.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A tree that comes as one tar archive, plain or compressed, over one stream. It is fetched and digested, decompressed
 * and judged at the same time, by three threads, in a few megabytes of memory.
 */
public final class TarStream implements TreeSource {

    private static final int HEAD_BYTES = 512;

    private final StoredBytes stored;
    private final ArchiveLimits limits;
    private final Charset fileNames;
    private final Consumer<String> warnings;
    private boolean poured;

    /**
     * An archive that has not been read yet.
     *
     * @param stored the bytes as they are stored; closed by {@link #pour}, from another thread while a read is in
     *     progress if that read ignores interruption. What it throws is thrown by {@code pour} unchanged
     * @param expected digest of all of {@code stored}
     * @param size length of {@code stored} in bytes, where the manifest says it
     * @param fileNames how this JVM encodes names of files
     * @param warnings told, in one sentence each, what was taken away from the archive; called by the pouring thread
     */
    public TarStream(
            InputStream stored,
            Checksum expected,
            OptionalLong size,
            ArchiveLimits limits,
            Charset fileNames,
            Consumer<String> warnings) {
        this.stored = new StoredBytes(stored, expected, size, limits.stored());
        this.limits = limits;
        this.fileNames = fileNames;
        this.warnings = warnings;
    }

    /** The encoding that this JVM uses for names of files, whatever its default charset is. */
    public static Charset fileNames() {
        return Charset.forName(
                System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));
    }

    /**
     * {@inheritDoc}
     *
     * @throws ArchiveException when the artifact is not taken; if it is both damaged and not the one the manifest
     *     names, the {@link WrongDigestException} with the damage as suppressed exception
     * @throws IllegalStateException when it was poured before
     */
    @Override
    public void pour(TreeSink sink) throws IOException, InterruptedException {
        if (poured) {
            throw new IllegalStateException("a stream can be poured once");
        }
        poured = true;
        try (ReadAhead fetched = ReadAhead.of(stored, "towline-fetch")) {
            try {
                unpack(fetched, sink);
            } catch (InvalidArchiveException e) {
                blame(fetched, e);
                throw e;
            }
            stored.verify();
        } catch (ReadAhead.Interrupted e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
        }
    }

    private void unpack(InputStream fetched, TreeSink sink) throws IOException {
        PushbackInputStream whole = new PushbackInputStream(fetched, HEAD_BYTES);
        byte[] head = whole.readNBytes(HEAD_BYTES);
        whole.unread(head);
        Compression compression = Compression.of(head);
        if (compression == Compression.NONE) {
            read(whole, compression, sink);
            return;
        }
        try (ReadAhead unpacked = ReadAhead.of(Unpacked.of(compression, whole), "towline-unpack")) {
            read(unpacked, compression, sink);
        }
        if (whole.read() >= 0) {
            throw InvalidArchiveException.of("the " + compression.label() + " data is followed by more bytes");
        }
    }

    private void read(InputStream unpacked, Compression compression, TreeSink sink) throws IOException {
        Quota quota = new Quota(limits, stored::count, warnings);
        TarGuard guard = new TarGuard(unpacked, compression.label(), quota);
        CommonsTar tar = new CommonsTar(guard);
        TreeRules rules = new TreeRules(limits, quota, new EntryPath(fileNames), sink);
        try {
            for (TarMember member = guard.next(); member != null; member = guard.next()) {
                String path = rules.path(member);
                rules.give(path, member, tar.open(member));
                tar.skipRest();
            }
        } catch (InvalidArchiveException e) {
            throw guard.located(e);
        }
        rules.finish(warnings);
        if (guard.attributes()) {
            warnings.accept("extended attributes and access control lists in the archive are ignored");
        }
    }

    /** Reads on to the end: bytes that are not the manifest's explain more than what is wrong with them. */
    private void blame(ReadAhead fetched, InvalidArchiveException invalid) throws IOException {
        try {
            fetched.transferTo(OutputStream.nullOutputStream());
            stored.verify();
        } catch (IOException e) {
            e.addSuppressed(invalid);
            throw e;
        }
    }
}
