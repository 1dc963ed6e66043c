package dev.towline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.DeployResult;
import dev.towline.DeployerBuilder;
import dev.towline.e2e.MarkdownFile.Fence;
import dev.towline.examples.quickstart.Quickstart;
import dev.towline.hook.HookEnvironment;
import dev.towline.manifest.Manifest;
import dev.towline.manifest.ManifestOptions;
import dev.towline.testkit.RealTools;
import dev.towline.trust.Trust;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the documents say is so. Every block of code of the README is compiled and run, in a world of its own: {@code
 * https://releases.example.com} is a web server of this JVM that serves the README's own manifest, {@code /srv} and
 * {@code /var/lib/towline} are temporary directories, {@code objects} in Java is what a store holds.
 */
class ReadmeTest {

    private static final Set<String> LANGUAGES = Set.of("java", "yaml", "sh", "json");

    /** Commands that cannot run inside themselves, see {@link #theTwoCommandsDoWhatIsSaid}. */
    private static final List<String> MAVEN = List.of("mvn -q -Pquickstart", "mvn verify");

    /** Classes of the README that are compiled only: a contract runs in core's own tests. */
    private static final String CONTRACT = "Contract {";

    private static final String IMPORTS = Stream.of(
                    "dev.towline",
                    "dev.towline.hook",
                    "dev.towline.s3",
                    "dev.towline.source",
                    "dev.towline.sync",
                    "dev.towline.testkit",
                    "dev.towline.trust",
                    "java.io",
                    "java.net",
                    "java.nio.file",
                    "java.util")
            .map(name -> "import " + name + ".*;\n")
            .collect(Collectors.joining());

    private static final MarkdownFile README = readme();

    @TempDir
    Path world;

    private PublishedRelease release;

    @BeforeEach
    void publishTheReadmesRelease() throws IOException {
        Files.createDirectories(world.resolve("srv"));
        release = new PublishedRelease();
        release.publish("/lobi-web/42", here(README.fences("yaml").get(0).text()));
    }

    @AfterEach
    void close() {
        release.close();
    }

    @Test
    void noBlockOfCodeGoesUnchecked() {
        assertThat(README.fences())
                .isNotEmpty()
                .allSatisfy(fence -> assertThat(LANGUAGES)
                        .as("the block in line %d", fence.line())
                        .contains(fence.language()));
    }

    @Test
    void everyManifestIsOne() throws Exception {
        ManifestOptions options = ManifestOptions.strict().environment(Map.of("HOME", "/home/app"));

        for (Fence fence : README.fences("yaml")) {
            byte[] bytes = fence.text().getBytes(StandardCharsets.UTF_8);
            Manifest manifest = Manifest.parse(Trust.unsigned().admit(URI.create("file:///README.md"), bytes), options);

            assertThat(manifest.warnings()).as("line %d", fence.line()).isEmpty();
            assertThat(manifest.dest()).as("line %d", fence.line()).isPresent();
        }
    }

    @Test
    void theJavaSnippetsDeploy() throws Exception {
        String merging = """
                src: store:/lobi-web/43/app.tar.gz
                checksum: 0
                dest: %s/srv/merged
                sync_strategy: merge
                commands: {pre: ["java:drain"]}
                """.formatted(world);
        release.publish("/lobi-web/43", merging);
        int run = 0;

        for (Fence fence : README.fences("java")) {
            Class<?> compiled = compile(fence);
            if (!fence.text().contains(CONTRACT)) {
                Method snippet = compiled.getDeclaredMethod("run", Map.class);
                snippet.setAccessible(true);
                DeployResult result = (DeployResult) snippet.invoke(null, release.objects());
                assertThat(result.failure()).as("line %d", fence.line()).isEmpty();
                run++;
            }
        }

        assertThat(run).isEqualTo(2);
        assertThat(world.resolve("srv/lobi-web/VERSION")).hasContent("42");
        assertThat(world.resolve("srv/lobi-web/run/ready")).exists();
        assertThat(world.resolve("srv/merged/VERSION")).hasContent("42");
    }

    @Test
    void theShellCommandsWork() throws Exception {
        RealTools.require("openssl");
        RealTools.require("ssh-keygen");
        Files.createDirectories(world.resolve("build/app"));
        Files.writeString(world.resolve("build/app/VERSION"), "42\n");

        for (Fence fence : README.fences("sh")) {
            String script = fence.text()
                    .lines()
                    .filter(line -> !MAVEN.contains(line.replaceFirst("\\s+#.*", "")))
                    .collect(Collectors.joining("\n"));
            Ended ended = sh(here(script));
            assertThat(ended.status())
                    .as("line %d: %s", fence.line(), ended.err())
                    .isZero();
        }

        assertThat(world.resolve("app.tar.gz")).isNotEmptyFile();
        URI manifest = world.resolve("manifest.yml").toUri();
        byte[] bytes = Files.readAllBytes(Path.of(manifest));
        byte[] signature = Files.readAllBytes(world.resolve("manifest.yml.sig"));
        Trust trust = Trust.signedBy(world.resolve("release_ssh.pub"));
        trust.judge(
                Manifest.parse(
                        trust.admit(manifest, bytes, Optional.empty(), at -> signature), ManifestOptions.strict()),
                Instant.now());
        assertThat(world.resolve("srv/lobi-web/VERSION")).hasContent("42");
    }

    @Test
    void theTwoCommandsDoWhatIsSaid() throws Exception {
        assertThat(README.fences("sh").get(0).text().lines().map(line -> line.replaceFirst("\\s+#.*", "")))
                .containsExactlyElementsOf(MAVEN);
        String pom = Files.readString(MarkdownFile.root().resolve("pom.xml"));
        assertThat(pom)
                .containsPattern("<id>quickstart</id>\\s*<build>\\s*<defaultGoal>verify</defaultGoal>")
                .contains("<module>core</module>", "<module>s3-source</module>")
                .contains("<module>examples</module>", "<module>src/test</module>");
        String version = pom.replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");
        assertThat(README.code())
                .contains("dev.towline:towline-core:" + version, "dev.towline:towline-s3-source:" + version);

        Ended quickstart =
                sh("exec java -cp '" + System.getProperty("java.class.path") + "' " + Quickstart.class.getName());

        assertThat(quickstart.status()).as(quickstart.err()).isZero();
        assertThat(quickstart.out()).contains("=> deployed", "=> rolled-back", "is restored", "=> failed");
    }

    @Test
    void theJsonHasTheFieldsThatItReallyHas() throws Exception {
        release.publish(
                "/lobi-web/44",
                here(README.fences("yaml").get(0).text())
                        .replace("srv/lobi-web", "srv/other")
                        .replaceFirst("(?s)  post:.*?  failure:.*?\n.*?\n", "  post: [exit 7]\n"));

        Ended deploy = agent("deploy --allow-unsigned --json " + release.address() + "/lobi-web/44/manifest.yml");
        Ended plan = agent("plan --allow-unsigned --json " + release.address() + "/lobi-web/42/manifest.yml");

        assertThat(deploy.status()).as(deploy.err()).isEqualTo(1);
        Map<?, ?> said = json(README.fences("json").get(0).text());
        Map<?, ?> real = json(deploy.out());
        assertThat(fields(said)).isEqualTo(fields(real));
        assertThat(said.get("outcome")).isEqualTo(real.get("outcome"));
        assertThat(README.section("The example agent").code())
                .containsAll(
                        json(plan.out()).keySet().stream().map(String::valueOf).toList());
    }

    @Test
    void whatIsHereHasTheFieldsThatItReallyHas() throws Exception {
        String good = here(README.fences("yaml").get(0).text());
        release.publish(
                "/lobi-web/44",
                good.replaceFirst("(?s)  post:.*?  failure:.*?\n.*?\n", "  post: [exit 7]\n") + "dest_mode: 0750\n");
        String deploy = "deploy --allow-unsigned " + release.address();
        Path dest = world.resolve("srv/lobi-web");

        Ended first = agent(deploy + "/lobi-web/42/manifest.yml");
        Ended failed = agent(deploy + "/lobi-web/44/manifest.yml");
        Ended status = agent("status --json");
        Ended history = agent("history --json " + dest);
        Ended verify = agent("verify --json " + dest);

        assertThat(first.status()).as(first.err()).isZero();
        assertThat(failed.status()).as(failed.err()).isEqualTo(1);
        assertThat(verify.status()).as(verify.out()).isZero();
        Map<?, ?> said = (Map<?, ?>) list(README.fences("json").get(1).text()).get(0);
        Set<String> unfinished = fields(Map.of("unfinished", said.get("unfinished")));
        Set<String> real = new TreeSet<>(fields(list(status.out())));
        assertThat(real)
                .as("%s%n%s", failed.err(), status.out())
                .doesNotContain("unfinished")
                .contains("quarantine", "reason", "error");
        real.addAll(unfinished);
        assertThat(fields(said)).isEqualTo(real);
        assertThat(fields(list(history.out()))).isEqualTo(fields(said.get("last")));
        assertThat(README.section("What is here, and back").code())
                .containsAll(json(verify.out()).keySet().stream()
                        .map(String::valueOf)
                        .toList());
    }

    @Test
    void theManifestReferenceNamesEveryKeyAndNoOther() throws Exception {
        Set<String> top = keys("KNOWN");
        Collection<String> nested = new TreeSet<>(keys("COMMANDS"));
        nested.addAll(keys("CHECK"));
        MarkdownFile reference = README.section("Manifest reference");

        assertThat(reference.firstCells().stream()
                        .filter(cell -> cell.startsWith("`"))
                        .map(cell -> cell.replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(top);
        assertThat(reference.code()).containsAll(nested);
    }

    @Test
    void everyKeyOfAPolicyIsNamed() throws Exception {
        Field rules = Class.forName("dev.towline.trust.PolicyFile").getDeclaredField("RULES");
        rules.setAccessible(true);
        String said = String.join("\n", README.section("Signed manifests").code());

        assertThat(((Map<?, ?>) rules.get(null)).keySet())
                .isNotEmpty()
                .allSatisfy(key -> assertThat(said).contains(String.valueOf(key)));
        assertThat(said).contains("keys", "unsigned: true");
    }

    @Test
    void everyOptionOfTheAgentIsNamedAndNoOther() throws Exception {
        Set<String> real = new TreeSet<>();
        for (String usage : List.of(
                "--help",
                "deploy --help",
                "plan --help",
                "verify --help",
                "rollback --help",
                "status --help",
                "history --help",
                "-v --help")) {
            Ended ended = agent(usage);
            real.addAll(options(ended.out() + ended.err()));
        }
        Set<String> said = options(README.fences("sh").stream()
                .map(Fence::text)
                .filter(text -> text.contains("towline-agent"))
                .collect(Collectors.joining("\n")));
        for (String section : List.of("Settings", "The example agent", "Coming from stretcher")) {
            said.addAll(options(String.join("\n", README.section(section).code())));
        }

        assertThat(real).contains("--allow-unsigned", "--rsync-verbose", "--json");
        assertThat(said).containsAll(real);
        assertThat(real)
                .containsAll(said.stream()
                        .filter(option -> option.startsWith("--") && !option.equals("--format"))
                        .toList());
    }

    @Test
    void everySettingOfTheBuilderIsNamed() {
        String settings = String.join(" ", README.section("Settings").code());

        assertThat(Arrays.stream(DeployerBuilder.class.getDeclaredMethods())
                        .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        .filter(name -> !name.equals("build"))
                        .distinct())
                .allSatisfy(name -> assertThat(settings).contains(name + "("));
    }

    @Test
    void theVariablesOfCommandsAreTheseAndNoOther() {
        Set<String> real = HookEnvironment.clean(Map.of(), List.of())
                .deployment("a")
                .release("b")
                .previous(Optional.of("c"))
                .phase("post")
                .dest(Path.of("/srv/a"))
                .manifest(URI.create("file:///a"))
                .reason("d")
                .recovered()
                .variables()
                .keySet();

        assertThat(README.section("How a deploy goes").firstCells().stream()
                        .filter(cell -> cell.startsWith("`TOWLINE_"))
                        .map(cell -> cell.replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(real.stream()
                        .filter(name -> name.startsWith("TOWLINE_"))
                        .toList());
    }

    @Test
    void everyLibraryIsInTheTableOfDependencies() throws IOException {
        Pattern dependency = Pattern.compile("(?s)<dependency>\\s*<groupId>([^<]+)</groupId>\\s*"
                + "<artifactId>([^<]+)</artifactId>((?:(?!</dependency>).)*)</dependency>");
        List<String> said = README.section("Dependencies").code();

        for (String module : List.of("core", "s3-source", "consul-trigger", "examples")) {
            String pom = Files.readString(MarkdownFile.root().resolve(module).resolve("pom.xml"));
            assertThat(dependency
                            .matcher(pom)
                            .results()
                            .filter(found -> !found.group(1).equals("dev.towline"))
                            .filter(found -> !found.group(1).equals("org.pitest")) // runs in the build only
                            .filter(found -> !found.group(3).contains("<scope>test"))
                            .map(found -> found.group(2)))
                    .allSatisfy(name -> assertThat(said).contains(name));
        }
    }

    @Test
    void noLinkLeadsNowhere() throws IOException {
        for (MarkdownFile file : MarkdownFile.all()) {
            assertThat(file.linked())
                    .allSatisfy(
                            path -> assertThat(path).as("in %s", file.path()).exists());
        }
    }

    @Test
    void theArchitectureNamesEveryPackageAndOnlyTypesThatExist() throws IOException {
        MarkdownFile architecture = MarkdownFile.read(MarkdownFile.root().resolve("ARCHITECTURE.md"));
        Set<String> types = new TreeSet<>();
        Set<String> packages = new TreeSet<>();
        for (String module : List.of("core", "s3-source", "consul-trigger", "examples")) {
            Path sources = MarkdownFile.root().resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(path -> path.toString().endsWith(".java")).forEach(path -> {
                    types.add(path.getFileName().toString().replace(".java", ""));
                    packages.add(sources.relativize(path.getParent()).toString().replace('/', '.'));
                });
            }
        }
        types.addAll(List.of("ArchitectureTest", "ReadmeTest"));

        assertThat(packages)
                .allSatisfy(
                        name -> assertThat(architecture.text()).containsPattern("\\b" + Pattern.quote(name) + "\\b"));
        assertThat(architecture.code().stream()
                        .filter(code -> code.matches("[A-Z][a-z]\\w+"))
                        .distinct())
                .allSatisfy(name -> assertThat(types).contains(name));
    }

    /** The README's text, moved into the world of this test. */
    private String here(String text) {
        return text.replace("https://releases.example.com", release.address())
                .replace("\"https\"", "\"http\"")
                .replace("/srv", world.resolve("srv").toString())
                .replace("/var/lib/towline", world.resolve("state").toString())
                .replace("examples/target/towline-agent.jar", agentJar());
    }

    private Class<?> compile(Fence fence) throws Exception {
        boolean type = fence.text().contains(CONTRACT);
        String name = "Line" + fence.line();
        String body = type
                ? fence.text()
                : "static Object run(Map<String, byte[]> objects) throws Exception {\n" + here(fence.text())
                        + "return result; }";
        Path source = world.resolve(name + ".java");
        Files.writeString(source, IMPORTS + "final class " + name + " {\n" + (type ? "static " : "") + body + "}\n");
        Path classes = Files.createDirectories(world.resolve("classes"));
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        boolean compiles = javac.getTask(
                        complaints,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        javac.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(compiles).as("line %d: %s", fence.line(), complaints).isTrue();
        URL[] urls = {classes.toUri().toURL()};
        return new URLClassLoader(urls, ReadmeTest.class.getClassLoader()).loadClass(name);
    }

    /** How a process ended. */
    private record Ended(int status, String out, String err) {}

    private Ended agent(String arguments) throws IOException, InterruptedException {
        return sh("java -jar '" + agentJar() + "' " + arguments + " </dev/null");
    }

    private static String agentJar() {
        String jar = System.getProperty(
                "agent.jar",
                MarkdownFile.root().resolve("examples/target/towline-agent.jar").toString());
        assertThat(Path.of(jar)).as("build the modules first").exists();
        return jar;
    }

    /** Runs a script in the world, with the Java that runs this test. */
    private Ended sh(String script) throws IOException, InterruptedException {
        Path out = world.resolve("out");
        Path err = world.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(world.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        environment.put("HOME", world.toString());
        environment.keySet().removeAll(List.of("XDG_STATE_HOME", "STATE_DIRECTORY", "CONSUL_INDEX"));
        Process process = builder.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("%s ended", script).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static Set<String> options(String text) {
        return Pattern.compile("(?m)(?<![\\w-])--[a-z][a-z0-9-]*|(?<![\\w-])-[a-zA-Z](?=[ ,]|$)")
                .matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of all fields of an object, the objects within it included. */
    private static Set<String> fields(Object json) {
        Set<String> all = new TreeSet<>();
        if (json instanceof Map<?, ?> object) {
            object.forEach((name, value) -> {
                all.add(String.valueOf(name));
                all.addAll(fields(value));
            });
        } else if (json instanceof List<?> items) {
            items.forEach(item -> all.addAll(fields(item)));
        }
        return all;
    }

    /** An object written as JSON, which is YAML too. */
    private static Map<?, ?> json(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private static List<?> list(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    /** A list of keys of the manifest's reader, which keeps it to itself. */
    private static Set<String> keys(String constant) throws ReflectiveOperationException {
        Field field = Class.forName("dev.towline.manifest.ManifestReader").getDeclaredField(constant);
        field.setAccessible(true);
        return ((Set<?>) field.get(null)).stream().map(String::valueOf).collect(Collectors.toSet());
    }

    private static MarkdownFile readme() {
        try {
            return MarkdownFile.read(MarkdownFile.root().resolve("README.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
