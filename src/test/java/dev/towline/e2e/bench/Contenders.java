package dev.towline.e2e.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways of bringing a release into a directory that are measured against each other. */
final class Contenders {

    /** Every JVM that deploys gets no larger heap. */
    static final String HEAP = "64m";

    private static final Pattern WRITTEN = Pattern.compile("\"written\":(\\d+)");

    /** One of them. */
    @FunctionalInterface
    interface Contender {
        Run deploy(Release release, String format, Path dest) throws IOException, InterruptedException;
    }

    private final Path home;
    private final Path agent;
    private final WarmDeployer warm;

    /** @param agent the jar of the example agent */
    Contenders(Path home, Path agent, WarmDeployer warm) {
        this.home = home;
        this.agent = agent;
        this.warm = warm;
    }

    /** The agent in a JVM that was not running before. */
    Run cold(Release release, String format, Path dest) throws IOException, InterruptedException {
        return agent(release.manifest(format, release.uri(format), dest));
    }

    /** As {@link #cold}, with the archive on this host. */
    Run coldFromFile(Release release, String format, Path dest) throws IOException, InterruptedException {
        return agent(release.manifest(format, release.file(format).toUri(), dest));
    }

    private Run agent(URI manifest) throws IOException, InterruptedException {
        Command.Ran ran = Command.of(
                        home,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP,
                        "-jar",
                        agent.toString(),
                        "deploy",
                        "--allow-unsigned",
                        "--json",
                        "--state-dir",
                        home.resolve("state-cold").toString(),
                        manifest.toString())
                .run();
        Matcher written = WRITTEN.matcher(ran.output());
        if (!written.find()) {
            throw new IOException("the agent does not say how many bytes it wrote: " + ran.output());
        }
        return new Run(ran.seconds(), Long.parseLong(written.group(1)), 0);
    }

    /** A {@code Deployer} in a JVM that has deployed before. */
    Run warm(Release release, String format, Path dest) throws IOException {
        return warm.deploy(release.manifest(format, release.uri(format), dest));
    }

    /** What people type: nothing is verified, and whoever reads {@code dest} meanwhile sees half a release. */
    Run curlTar(Release release, String format, Path dest) throws IOException, InterruptedException {
        return seconds("mkdir -p " + dest, "curl -sSf " + release.uri(format) + " | tar --zstd -x -C " + dest);
    }

    /** stretcher's way: fetch, verify, unpack beside the destination, synchronise, remove. */
    Run stretcher(Release release, String format, Path dest) throws IOException, InterruptedException {
        Path archive = home.resolve("stretcher-archive");
        Path unpacked = home.resolve("stretcher-unpacked");
        return seconds(
                "curl -sSf -o " + archive + " " + release.uri(format),
                "echo " + release.sha256(format) + "  " + archive + " | sha256sum -c --quiet",
                "mkdir " + unpacked,
                "tar xf " + archive + " -C " + unpacked,
                "mkdir -p " + dest,
                "rsync -a --delete " + unpacked + "/ " + dest,
                "rm -r " + archive + " " + unpacked);
    }

    private Run seconds(String... lines) throws IOException, InterruptedException {
        return new Run(Command.shell(home, lines).run().seconds(), 0, 0);
    }
}
