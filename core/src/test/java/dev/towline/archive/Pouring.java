package dev.towline.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.towline.manifest.Checksum;
import dev.towline.manifest.Checksum.Algorithm;
import dev.towline.testkit.TarBytes;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Pours archives that are held in memory, with the digest they really have. */
final class Pouring {

    final RecordingSink sink = new RecordingSink();
    final List<String> warnings = new ArrayList<>();
    private final ArchiveLimits limits;
    private final Charset fileNames;

    private Pouring(ArchiveLimits limits, Charset fileNames) {
        this.limits = limits;
        this.fileNames = fileNames;
    }

    static Pouring with(ArchiveLimits limits) {
        return new Pouring(limits, StandardCharsets.UTF_8);
    }

    static Pouring with(Charset fileNames) {
        return new Pouring(ArchiveLimits.STANDARD, fileNames);
    }

    static Checksum checksum(byte[] artifact) {
        MessageDigest digest = Algorithm.SHA_256.newDigest();
        digest.update(artifact);
        return Checksum.of(Algorithm.SHA_256, digest);
    }

    Pouring pour(byte[] artifact) throws Exception {
        new TarStream(
                        new ByteArrayInputStream(artifact),
                        checksum(artifact),
                        OptionalLong.of(artifact.length),
                        limits,
                        fileNames,
                        warnings::add)
                .pour(sink);
        return this;
    }

    /** What the standard limits make of an archive that has to be taken. */
    static RecordingSink accepted(TarBytes tar) throws Exception {
        return accepted(tar.end().bytes());
    }

    static RecordingSink accepted(byte[] artifact) throws Exception {
        return with(ArchiveLimits.STANDARD).pour(artifact).sink;
    }

    /** The reason why an archive (its end marker is appended) is rejected. */
    static InvalidArchiveException rejected(TarBytes tar) {
        return rejected(tar.end().bytes());
    }

    static InvalidArchiveException rejected(byte[] artifact) {
        return with(ArchiveLimits.STANDARD).rejects(artifact);
    }

    InvalidArchiveException rejects(byte[] artifact) {
        Throwable thrown = catchThrowable(() -> pour(artifact));
        assertThat(thrown).isInstanceOf(InvalidArchiveException.class);
        return (InvalidArchiveException) thrown;
    }
}
