package dev.towline.consul.testkit;

import static org.awaitility.Awaitility.await;

import dev.towline.consul.Consul;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One agent of a real Consul, on an address of its own, with files of its own. */
public final class ConsulAgent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

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

    /** Where it is: the HTTP API answers on port 8500. */
    public String address() {
        return address;
    }

    /** Where its HTTP API is, without a slash at the end. */
    public String url() {
        return "http://" + address + ":8500";
    }

    /** The agent as programs reach it. */
    public Consul consul() throws IOException {
        return builder().build();
    }

    /** As {@link #consul}, with more settings. */
    public Consul.Builder builder() {
        return Consul.builder().environment(Map.of()).address(url());
    }

    /** Starts the process, with these options too. */
    public ConsulAgent start(String... more) {
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
    public ConsulAgent ready() {
        await().atMost(PATIENCE)
                .failFast("the agent ended", () -> !isAlive())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get("/v1/status/leader").length() > 4);
        return this;
    }

    /** As {@link #ready}, and the store takes writes. */
    public ConsulAgent writable() {
        ready();
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> send(question("/v1/kv/ready").PUT(BodyPublishers.ofString("yes")))
                        .startsWith("true"));
        return this;
    }

    /** What the agent answers to a GET of this path. */
    public String get(String path) throws IOException, InterruptedException {
        return send(question(path));
    }

    private HttpRequest.Builder question(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(20));
    }

    private static String send(HttpRequest.Builder question) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(question.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer + ": " + answer.body());
        }
        return answer.body();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Sends a signal such as {@code STOP}. */
    public void signal(String name) throws IOException, InterruptedException {
        if (process != null) {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** Lets the agent leave the cluster. */
    public void leave() throws IOException, InterruptedException {
        signal("INT");
        ended();
    }

    /** Ends the process at once. */
    public void kill() throws IOException, InterruptedException {
        signal("KILL");
        ended();
    }

    private void ended() throws InterruptedException {
        if (process != null && !process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the agent did not end");
        }
    }

    /** Runs a command of Consul's against this agent. */
    public void run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(RealConsul.binary().toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()));
        builder.environment().put("CONSUL_HTTP_ADDR", url());
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new IOException("consul " + List.of(words) + " ended with " + status + ":\n" + log());
        }
    }

    /** What the agent wrote. */
    public String log() throws IOException {
        return Files.readString(directory.resolve("log"));
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
