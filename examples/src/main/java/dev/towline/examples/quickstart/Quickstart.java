package dev.towline.examples.quickstart;

import dev.towline.DeployEvent;
import dev.towline.DeployException;
import dev.towline.DeployPlan;
import dev.towline.DeployRequest;
import dev.towline.DeployResult;
import dev.towline.Deployer;
import dev.towline.s3.S3ArtifactSource;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Watches releases travel from a real S3 server into a directory: two good ones, one that fails its health check and is
 * taken back, and one that somebody tampered with.
 */
public final class Quickstart {

    private final PrintStream out;
    private final LocalStore store;
    private final Deployer deployer;
    private final Path dest;

    private Quickstart(PrintStream out, LocalStore store, Path home) {
        this.out = out;
        this.store = store;
        this.dest = home.resolve("hello");
        this.deployer = Deployer.builder()
                .source("s3", S3ArtifactSource.using(store.client()))
                .trust(Trust.unsigned().manifestPrefixes("s3://releases/"))
                .stateDirectory(home.resolve("state"))
                .listener(this::show)
                .build();
    }

    public static void main(String[] args) throws Exception {
        Path home = Files.createTempDirectory("towline-quickstart");
        try (LocalStore store = new LocalStore()) {
            new Quickstart(System.out, store, home).run();
        } finally {
            remove(home);
        }
    }

    private void run() throws IOException, DeployException {
        Map<String, String> first = Map.of(
                "VERSION", "1", "index.html", "<h1>Hello</h1>\n", "news.html", "<p>None</p>\n", "status", "healthy\n");
        Map<String, String> second = Map.of(
                "VERSION",
                "2",
                "index.html",
                "<h1>Hello, world</h1>\n",
                "about.html",
                "<p>About</p>\n",
                "status",
                "healthy\n");
        Map<String, String> bad = Map.of("VERSION", "3", "index.html", "<h1>Hello, worl", "status", "on fire\n");

        title("Release 1 goes into an empty directory");
        deploy(publish(1, first));

        title("What would release 2 change?");
        URI two = publish(2, second);
        plan(two);

        title("Release 2");
        deploy(two);

        title("Release 3 fails its health check and is taken back");
        deploy(publish(3, bad));

        title("Somebody tampers with the archive of release 4");
        URI four = publish(4, second);
        byte[] tampered = new Release(4, second).archive();
        tampered[tampered.length / 2] ^= 1;
        store.put("hello/4/hello.tar.gz", tampered);
        deploy(four);
    }

    private URI publish(int number, Map<String, String> files) {
        Release release = new Release(number, files);
        URI archive = store.put("hello/" + number + "/hello.tar.gz", release.archive());
        return store.put("hello/" + number + "/manifest.yml", release.manifest(archive, dest.toString()));
    }

    private void deploy(URI manifest) throws IOException {
        DeployResult result = deployer.deploy(manifest);
        out.println("=> " + result.outcome()
                + result.failure().map(failure -> ": " + failure.getMessage()).orElse("") + "; the destination is "
                + result.report().target().name().toLowerCase(Locale.ROOT));
        printTree();
    }

    private void plan(URI manifest) throws DeployException {
        DeployPlan plan = deployer.plan(DeployRequest.of(manifest));
        plan.added().forEach(item -> out.println("  add    " + item.path()));
        plan.changed().forEach(item -> out.println("  change " + item.path()));
        plan.removed().forEach(item -> out.println("  remove " + item.path()));
    }

    private void show(DeployEvent event) {
        if (event instanceof DeployEvent.PhaseEnded ended) {
            out.printf(
                    Locale.ROOT,
                    "  %-8s %s in %d ms%n",
                    ended.phase().word(),
                    ended.passed() ? "passed" : "FAILED",
                    ended.duration().toMillis());
        } else if (event instanceof DeployEvent.HookOutput output) {
            out.println("           | " + output.line());
        } else if (event instanceof DeployEvent.Warning warning) {
            out.println("  warning: " + warning.message());
        }
    }

    private void printTree() throws IOException {
        try (Stream<Path> files = Files.list(dest)) {
            for (Path file : files.sorted().toList()) {
                out.printf(
                        "     %-11s %s%n",
                        file.getFileName(), Files.readString(file).strip());
            }
        }
    }

    private void title(String text) {
        out.println();
        out.println("--- " + text);
    }

    private static void remove(Path tree) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(tree)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
