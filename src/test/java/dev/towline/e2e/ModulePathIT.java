package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.Deployer;
import dev.towline.testkit.TarBytes;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Core as a Java module, used by a program that is one. */
class ModulePathIT {

    private static final String PROGRAM = """
            package embedder;

            import dev.towline.Deployer;
            import dev.towline.source.Sources;
            import dev.towline.trust.Trust;
            import java.net.URI;
            import java.nio.file.Path;

            public class Main {
                public static void main(String[] args) throws Exception {
                    System.out.println(Deployer.builder()
                            .source("file", Sources.files())
                            .source("https", Sources.http())
                            .trust(Trust.unsigned())
                            .stateDirectory(Path.of(args[1]))
                            .build()
                            .deploy(URI.create(args[0]))
                            .orThrow()
                            .outcome());
                    System.out.println(Deployer.class.getModule());
                }
            }
            """;

    @TempDir
    Path home;

    @Test
    void aModularProgramDeploys() throws Exception {
        Path source = Files.createDirectories(home.resolve("source/embedder"));
        Path main = Files.writeString(source.resolve("Main.java"), PROGRAM);
        Path descriptor =
                Files.writeString(home.resolve("source/module-info.java"), "module embedder { requires dev.towline; }");
        Path classes = home.resolve("classes");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-p",
                        modulePath(),
                        "-d",
                        classes.toString(),
                        main.toString(),
                        descriptor.toString());
        byte[] archive = TarBytes.tar().file("version", "1\n").end().gzip();
        URI manifest = new Published(home.resolve("releases")).release("1", archive, home.resolve("app"), "");
        File out = home.resolve("out").toFile();

        Process program = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-p",
                        classes + File.pathSeparator + modulePath(),
                        "-m",
                        "embedder/embedder.Main",
                        manifest.toString(),
                        home.resolve("state").toString())
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();

        assertThat(compiled).isZero();
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out.toPath())).contains("deployed", "module dev.towline");
        assertThat(program.exitValue()).isZero();
        assertThat(home.resolve("app/version")).hasContent("1\n");
    }

    /** Core and what it depends on, as jars. */
    private static String modulePath() throws Exception {
        Path core = Path.of(Deployer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> needed = List.of(
                "slf4j-api",
                "snakeyaml",
                "jackson-core",
                "commons-compress",
                "commons-codec",
                "commons-io",
                "commons-lang3",
                "jspecify");
        return Stream.concat(
                        Stream.of(core.toString()),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(jar -> needed.stream()
                                        .anyMatch(name -> Path.of(jar)
                                                .getFileName()
                                                .toString()
                                                .startsWith(name))))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
