package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.TarBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Releases for one directory below {@code home}, each of which notes that it was deployed. */
final class OrderedReleases {

    private static final Pattern DEPLOYED = Pattern.compile("\"outcome\":\"deployed\"");

    private final Path home;
    private final Path dest;
    private final Published published;

    OrderedReleases(Path home) {
        this.home = home;
        this.dest = home.resolve("app");
        this.published = new Published(home.resolve("releases"));
    }

    /** Publishes a release that holds its version, and gives back the manifest's address. */
    URI publish(String version) {
        byte[] archive = TarBytes.tar().file("version", version + "\n").end().gzip();
        String note = "commands: {post: ['cat \"$TOWLINE_DEST/version\" >> " + home.resolve("deployed") + "']}\n";
        return published.release(version, archive, dest, note);
    }

    /** Each of these was deployed once, in this order, and the last one is there. */
    void assertDeployed(String... versions) throws IOException {
        assertThat(home.resolve("deployed")).hasContent(String.join("\n", versions));
        assertThat(dest.resolve("version")).hasContent(versions[versions.length - 1]);
        Agent.Outcome history = new Agent(home).run("history", dest.toString(), "--json");
        assertThat(DEPLOYED.matcher(history.out()).results().count())
                .as(history.out())
                .isEqualTo(versions.length);
    }
}
