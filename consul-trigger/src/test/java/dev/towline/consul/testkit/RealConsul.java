package dev.towline.consul.testkit;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A cluster of a real Consul's agents on loopback addresses of its own, ended by process id. The program is the one that
 * {@code -Dconsul.binary} names, else {@code consul} on PATH.
 */
public final class RealConsul implements AutoCloseable {

    private static final String PLAIN = "\"disable_update_check\": true, \"performance\": {\"raft_multiplier\": 1}";

    private final Path directory;
    private final String network = "127." + ThreadLocalRandom.current().nextInt(10, 250) + "."
            + ThreadLocalRandom.current().nextInt(250) + ".";
    private final List<ConsulAgent> agents = new ArrayList<>();

    private RealConsul(Path directory) {
        this.directory = directory;
    }

    /** Skips the tests by name where there is no Consul; fails them under {@code -Dconsul.it=required}. */
    public static RealConsul in(Path directory) {
        if (find().isEmpty()) {
            String message = "there is no consul on PATH, and -Dconsul.binary names none";
            if (isRequired()) {
                fail(message + ", but consul.it=required: run .ci/consul/build, which prints its path");
            }
            abort(message);
        }
        return new RealConsul(directory);
    }

    /** Skips a test of minutes unless {@code -Dconsul.it=required}. */
    public static void requireTime() {
        if (!isRequired()) {
            abort("this takes a minute or more: -Dconsul.it=required runs it");
        }
    }

    private static boolean isRequired() {
        return "required".equals(System.getProperty("consul.it"));
    }

    /** The program. */
    public static Path binary() {
        return find().orElseThrow();
    }

    private static Optional<Path> find() {
        String named = System.getProperty("consul.binary", "");
        Stream<Path> places = named.isEmpty()
                ? Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                        .splitAsStream(String.valueOf(System.getenv("PATH")))
                        .map(directory -> Path.of(directory, "consul"))
                : Stream.of(Path.of(named));
        return places.filter(Files::isExecutable).findFirst();
    }

    /** The next agent, a server of a cluster with {@code servers} of them; not started. ADDRESS stands for its own. */
    public ConsulAgent server(int servers, String... config) {
        return agent(List.of("-server", "-bootstrap-expect=" + servers), config);
    }

    /** The next agent, no server; not started. */
    public ConsulAgent client(String... config) {
        return agent(List.of(), config);
    }

    private ConsulAgent agent(List<String> options, String... config) {
        int number = agents.size() + 1;
        String json = "{" + PLAIN + (config.length == 0 ? "" : ", " + String.join(", ", config)) + "}";
        String address = network + number;
        ConsulAgent agent =
                new ConsulAgent(directory.resolve("n" + number), address, options, json.replace("ADDRESS", address));
        agents.add(agent);
        return agent;
    }

    /** What makes an agent join the first one. */
    public String[] joining() {
        return new String[] {"-retry-join=" + agents.get(0).address(), "-retry-interval=1s"};
    }

    @Override
    public void close() {
        agents.forEach(ConsulAgent::close);
    }
}
