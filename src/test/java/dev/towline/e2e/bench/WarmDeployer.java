package dev.towline.e2e.bench;

import dev.towline.DeployReport;
import dev.towline.DeployResult;
import dev.towline.Deployer;
import dev.towline.source.Sources;
import dev.towline.trust.Trust;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM of its own that deploys what it is told, again and again, so that it is warm. */
final class WarmDeployer implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;

    /** Starts the JVM with {@code heap} as its largest heap. */
    WarmDeployer(String heap, Path state) throws IOException {
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        WarmDeployer.class.getName(),
                        state.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    Run deploy(URI manifest) throws IOException {
        orders.write(manifest + "\n");
        orders.flush();
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith("deployed ")) {
            throw new IOException("the warm JVM says: " + answer);
        }
        String[] numbers = answer.split(" ", -1);
        return new Run(
                Long.parseLong(numbers[1]) / 1e9,
                Long.parseLong(numbers[2]) / 1e9,
                Long.parseLong(numbers[3]),
                Long.parseLong(numbers[4]));
    }

    @Override
    public void close() {
        process.destroy();
    }

    public static void main(String[] args) throws IOException {
        Deployer deployer = Deployer.builder()
                .source("http", Sources.http())
                .trust(Trust.unsigned())
                .stateDirectory(Path.of(args[0]))
                .build();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintWriter answers = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        for (String manifest = orders.readLine(); manifest != null; manifest = orders.readLine()) {
            long writtenBefore = allWritten();
            long cpuBefore = cpu();
            long begin = System.nanoTime();
            DeployResult result = deployer.deploy(URI.create(manifest));
            long nanos = System.nanoTime() - begin;
            long cpu = cpu() - cpuBefore;
            DeployReport report = result.report();
            answers.println(result.failure()
                    .map(failure -> "failed: " + failure.getMessage())
                    .orElse("deployed " + nanos + " " + cpu + " "
                            + report.bytes().written() + " " + (allWritten() - writtenBefore)));
        }
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static long allWritten() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/io"))) {
            return lines.filter(line -> line.startsWith("wchar: "))
                    .mapToLong(line -> Long.parseLong(line.substring(7)))
                    .findFirst()
                    .orElse(0);
        }
    }
}
