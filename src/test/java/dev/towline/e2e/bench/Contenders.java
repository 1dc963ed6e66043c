package dev.towline.e2e.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** The agent in a JVM that was not running before, as an operator types it. */
    Run cold(Release release, String format, Path dest) throws IOException, InterruptedException {
        URI manifest = release.manifest(format, release.uri(format), dest);
        return timed(agent(manifest));
    }

    /** As {@link #cold}, with the archive on this host. */
    Run coldFromFile(Release release, String format, Path dest) throws IOException, InterruptedException {
        URI manifest = release.manifest(format, release.file(format).toUri(), dest);
        return timed(agent(manifest));
    }

    /** As {@link #cold}, with the report that the agent prints when it is asked to; that takes a little longer. */
    Run coldReporting(Release release, String format, Path dest) throws IOException, InterruptedException {
        URI manifest = release.manifest(format, release.uri(format), dest);
        Command.Ran ran = agent(manifest, "--json").run();
        Matcher written = WRITTEN.matcher(ran.output());
        if (!written.find()) {
            throw new IOException("the agent does not say how many bytes it wrote: " + ran.output());
        }
        return new Run(ran.seconds(), ran.cpu(), Long.parseLong(written.group(1)), 0);
    }

    private Command agent(URI manifest, String... options) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "-jar",
                agent.toString(),
                "deploy",
                "--allow-unsigned",
                "--state-dir",
                home.resolve("state-cold").toString()));
        words.addAll(List.of(options));
        words.add(manifest.toString());
        return Command.of(home, words.toArray(String[]::new));
    }

    /** A {@code Deployer} in a JVM that has deployed before. */
    Run warm(Release release, String format, Path dest) throws IOException {
        return warm.deploy(release.manifest(format, release.uri(format), dest));
    }

    /** What people type: nothing is verified, and whoever reads {@code dest} meanwhile sees half a release. */
    Run curlTar(Release release, String format, Path dest) throws IOException, InterruptedException {
        return script("mkdir -p " + dest, "curl -sSf " + release.uri(format) + " | tar --zstd -x -C " + dest);
    }

    /** stretcher's way: fetch, verify, unpack beside the destination, synchronise, remove. */
    Run stretcher(Release release, String format, Path dest) throws IOException, InterruptedException {
        Path archive = home.resolve("stretcher-archive");
        Path unpacked = home.resolve("stretcher-unpacked");
        return script(
                "curl -sSf -o " + archive + " " + release.uri(format),
                "echo " + release.sha256(format) + "  " + archive + " | sha256sum -c --quiet",
                "mkdir " + unpacked,
                "tar xf " + archive + " -C " + unpacked,
                "mkdir -p " + dest,
                "rsync -a --delete " + unpacked + "/ " + dest,
                "rm -r " + archive + " " + unpacked);
    }

    private Run script(String... lines) throws IOException, InterruptedException {
        return timed(Command.shell(home, lines));
    }

    private static Run timed(Command command) throws IOException, InterruptedException {
        Command.Ran ran = command.run();
        return new Run(ran.seconds(), ran.cpu(), 0, 0);
    }
}
