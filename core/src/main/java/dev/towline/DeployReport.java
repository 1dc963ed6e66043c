package dev.towline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What happened during one deploy, whatever its outcome. Immutable; holds no credentials. */
public final class DeployReport {

    private final Optional<String> deployment;
    private final Optional<String> release;
    private final Optional<Path> dest;
    private final TargetState target;
    private final FileCounts files;
    private final ByteCounts bytes;
    private final List<PhaseTiming> phases;
    private final List<String> warnings;

    DeployReport(
            Optional<String> deployment,
            Optional<String> release,
            Optional<Path> dest,
            TargetState target,
            FileCounts files,
            ByteCounts bytes,
            List<PhaseTiming> phases,
            List<String> warnings) {
        this.deployment = deployment;
        this.release = release;
        this.dest = dest;
        this.target = target;
        this.files = files;
        this.bytes = bytes;
        this.phases = List.copyOf(phases);
        this.warnings = List.copyOf(warnings);
    }

    /** The manifest's {@code deployment}; empty when it has none or was never read. */
    public Optional<String> deployment() {
        return deployment;
    }

    /** The release's identity ({@link dev.towline.manifest.Manifest#release()}); empty when the manifest was never read. */
    public Optional<String> release() {
        return release;
    }

    /** The destination as the manifest writes it; empty in commands-only mode and when the manifest was never read. */
    public Optional<Path> dest() {
        return dest;
    }

    /** What is at the destination now. */
    public TargetState target() {
        return target;
    }

    public FileCounts files() {
        return files;
    }

    public ByteCounts bytes() {
        return bytes;
    }

    /** The phases that began, in order. */
    public List<PhaseTiming> phases() {
        return phases;
    }

    /** What an operator should know although it did not stop the deploy. */
    public List<String> warnings() {
        return warnings;
    }
}
