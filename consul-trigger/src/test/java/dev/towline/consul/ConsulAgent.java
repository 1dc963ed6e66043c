package dev.towline.consul;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One agent of a real Consul, on an address of its own, with files of its own. */
final class ConsulAgent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final String address;
    private final List<String> options;
    private @Nullable Process process;

    ConsulAgent(Path directory, String address, List<String> options, String config) {
        this.directory = directory;
        this.address = address;
        this.options = options;
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("agent.json"), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return address;
    }

    Consul consul() throws IOException {
        return builder().build();
    }

    Consul.Builder builder() {
        return Consul.builder().environment(Map.of()).address("http://" + address + ":8500");
    }

    ConsulAgent start(String... more) {
        List<String> command = new ArrayList<>(List.of(
                RealConsul.binary().toString(),
                "agent",
                "-node=" + directory.getFileName(),
                "-bind=" + address,
                "-client=" + address,
                "-data-dir=" + directory.resolve("data"),
                "-config-file=" + directory.resolve("agent.json"),
                "-disable-host-node-id",
                "-log-level=warn"));
        command.addAll(options);
        command.addAll(List.of(more));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Waits until the agent knows a leader and is alive. */
    ConsulAgent ready() throws IOException {
        Consul consul = consul();
        await().atMost(PATIENCE)
                .failFast("the agent ended", () -> !isAlive())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    Answer leader = consul.send(Question.get("/v1/status/leader"), Duration.ofSeconds(5));
                    return leader.status() == 200 && leader.text().length() > 4;
                });
        return this;
    }

    /** As {@link #ready}, and the store takes writes. */
    ConsulAgent writable() throws IOException {
        ready();
        Consul consul = consul();
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> consul.send(
                                Question.put("/v1/kv/ready", "yes".getBytes(StandardCharsets.UTF_8)),
                                Duration.ofSeconds(10))
                        .text()
                        .startsWith("true"));
        return this;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Sends a signal such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        if (process != null) {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** Lets the agent leave the cluster. */
    void leave() throws IOException, InterruptedException {
        signal("INT");
        ended();
    }

    void kill() throws IOException, InterruptedException {
        signal("KILL");
        ended();
    }

    private void ended() throws InterruptedException {
        if (process != null && !process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the agent did not end");
        }
    }

    /** Runs a command of Consul's against this agent. */
    void run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(RealConsul.binary().toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()));
        builder.environment().put("CONSUL_HTTP_ADDR", "http://" + address + ":8500");
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new IOException("consul " + List.of(words) + " ended with " + status + ":\n" + log());
        }
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    /** The events that the agent's buffer holds, in its order. */
    List<ConsulEvent> events(String name) throws IOException, InterruptedException {
        return Json.objects(consul().send(
                                Question.get("/v1/event/list")
                                        .with("name", name)
                                        .with("wait", "1s"),
                                Duration.ofSeconds(20))
                        .text())
                .stream()
                .map(ConsulEvent::of)
                .toList();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
