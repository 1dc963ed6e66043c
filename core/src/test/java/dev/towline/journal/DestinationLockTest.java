package dev.towline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.towline.disk.Disk;
import dev.towline.disk.Op.Call;
import dev.towline.hook.Hook;
import dev.towline.hook.HookRunners;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@SuppressWarnings("try") // a lock is held, not used
class DestinationLockTest {

    private static final LockHolder ME =
            new LockHolder(ProcessHandle.current().pid(), Instant.parse("2026-05-06T07:08:09.123Z"), "f00d");

    @TempDir
    Path home;

    private final List<Process> started = new ArrayList<>();
    private Path state;

    @BeforeEach
    void state() {
        state = home.resolve("state");
    }

    @AfterEach
    void nothingStays() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        assertThat(descriptors()).as("descriptors of the lock directory").isEmpty();
        assertThat(System.getProperties().stringPropertyNames())
                .noneMatch(name -> name.startsWith("dev.towline.lock."));
    }

    @Test
    @DisplayName("Q1 a second thread is told who has it, and gets it when that one gives it up")
    void oneThreadAtATime() throws Exception {
        try (DestinationLock lock = acquire("key")) {
            CompletableFuture<BusyException> told = new CompletableFuture<>();
            Thread other = new Thread(() -> told.complete(busy("key")));
            other.start();

            assertThat(told.get().holder()).contains(ME);
            assertThat(told.get())
                    .hasMessageContainingAll(
                            "busy", Long.toString(ME.pid()), "2026-05-06T07:08:09.123Z", "f00d", "try again");
            other.join();
            lock.close();
            lock.close();
            acquire("key").close();
        }
        acquire("key").close();
    }

    @Test
    @DisplayName("Q1 eight threads, one hundred rounds each: never two inside")
    void manyThreads() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        FutureTask<?>[] all = new FutureTask<?>[8];
        for (int i = 0; i < all.length; i++) {
            all[i] = new FutureTask<>(() -> {
                for (int round = 0; round < 100; ) {
                    try (DestinationLock lock = acquire("key")) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        round++;
                    } catch (BusyException e) {
                        Thread.onSpinWait();
                    }
                }
                return "done";
            });
            new Thread(all[i]).start();
        }
        for (FutureTask<?> each : all) {
            each.get();
        }

        assertThat(most).hasValue(1);
    }

    @Test
    @DisplayName("Q1 two JVMs, 200 rounds each on one destination: never two inside")
    void twoProcesses() throws Exception {
        Path shared = Files.createDirectory(home.resolve("shared"));
        Process first = start("rounds", state, shared, 200);
        Process second = start("rounds", state, shared, 200);
        assertThat(first.inputReader().readLine()).isEqualTo("ready");
        assertThat(second.inputReader().readLine()).isEqualTo("ready");
        first.outputWriter().close();
        second.outputWriter().close();
        long busy = 0;
        for (Process process : List.of(first, second)) {
            assertThat(process.waitFor()).isZero();
            busy += Long.parseLong(process.inputReader().readLine());
        }

        assertThat(shared.resolve("counter")).hasContent("400");
        assertThat(busy).as("times that one met the other").isPositive();
    }

    @Test
    @DisplayName("Q2 classes loaded twice in one JVM exclude each other, and the attempt does not end the lock")
    void twoClassLoaders() throws Exception {
        try (URLClassLoader twin = twin()) {
            try (DestinationLock lock = acquire("key")) {
                assertThatExceptionOfType(InvocationTargetException.class)
                        .isThrownBy(() -> acquire(twin))
                        .satisfies(failure -> {
                            Class<?> type = failure.getCause().getClass();
                            assertThat(type).isNotEqualTo(BusyException.class);
                            assertThat(type.getName()).isEqualTo(BusyException.class.getName());
                        });
                assertThat(start("try", state).waitFor()).isEqualTo(Contender.BUSY);
            }
            try (AutoCloseable lock = acquire(twin)) {
                assertThat(busy("key").holder()).contains(ME);
                assertThat(start("try", state).waitFor()).isEqualTo(Contender.BUSY);
            }
        }
        acquire("key").close();
    }

    @Test
    @DisplayName("Q2 reading who holds it, and any other file, does not end the lock")
    void otherFilesDoNoHarm() throws Exception {
        try (DestinationLock lock = acquire("key");
                DestinationLock other = acquire("other")) {
            busy("key");
            other.close();
            try (Stream<Path> files = Files.list(state.resolve("lock"))) {
                for (Path file : files.filter(file -> !file.endsWith("key")).toList()) {
                    FileChannel.open(file, StandardOpenOption.READ).close();
                }
            }

            assertThat(start("try", state).waitFor()).isEqualTo(Contender.BUSY);
        }
        assertThat(start("try", state).waitFor()).isZero();
    }

    @Test
    @DisplayName("Q3 a killed holder's lock is free at once; until then it is named")
    void killed() throws Exception {
        Process holder = start("hold", state);
        assertThat(holder.inputReader().readLine()).isEqualTo("held");

        assertThat(busy("key").holder())
                .contains(new LockHolder(holder.pid(), Instant.parse("2026-01-02T03:04:05Z"), "contender"));
        holder.destroyForcibly().waitFor();

        assertThat(state.resolve("lock/key.holder"))
                .as("what the dead one said")
                .exists();
        try (DestinationLock lock = acquire("key")) {
            assertThat(busy("key").holder()).contains(ME);
        }
        assertThat(state.resolve("lock/key.holder")).doesNotExist();
    }

    @Test
    void waitsUntilTheOtherProcessGivesItUp() throws Exception {
        Process holder = start("hold", state);
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        FutureTask<DestinationLock> waiting = new FutureTask<>(() -> acquire("key", Duration.ofHours(1)));
        Thread thread = new Thread(waiting);
        thread.start();
        awaitSleep(thread);

        holder.outputWriter().close();

        waiting.get().close();
        assertThat(holder.waitFor()).isZero();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (DestinationLock lock = acquire("key")) {
            FutureTask<DestinationLock> waiting = new FutureTask<>(() -> acquire("key", Duration.ofDays(365_000_000)));
            Thread thread = new Thread(waiting);
            thread.start();
            awaitSleep(thread);

            thread.interrupt();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(waiting::get)
                    .withCauseInstanceOf(InterruptedException.class);
            thread.join();
        }
        acquire("key").close();
    }

    @Test
    void anInterruptedThreadTakesNothing() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> acquire("key"));
        assertThat(state).doesNotExist();
    }

    @Test
    @DisplayName("H14 a hook does not inherit the lock's descriptor")
    void notInherited() throws Exception {
        List<String> lines = new ArrayList<>();
        try (DestinationLock lock = acquire("key")) {
            assertThat(descriptors()).contains(real(state.resolve("lock/key")));
            HookRunners.shell()
                    .run(Hook.of("pre", "ls -l /proc/self/fd")
                            .environment(Map.of("PATH", "/usr/bin:/bin"))
                            .scratch(home)
                            .onOutput(lines::add)
                            .build());
        }

        assertThat(lines).anyMatch(line -> line.contains("/proc/")).noneMatch(line -> line.contains("/lock"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ": > $HOLDER",
                "printf '\\000\\377\\n' > $HOLDER",
                "head -c 1000000 /dev/zero | tr '\\000' 1 > $HOLDER",
                "echo 1 2026-99-99T00:00:00Z abc > $HOLDER",
                "echo 99999999999999999999 2026-01-01T00:00:00Z abc > $HOLDER",
                "printf '1 2026-01-01T00:00:00Z \\033[31m\\n' > $HOLDER",
                "rm $HOLDER; mkfifo $HOLDER",
                "rm $HOLDER; mkdir $HOLDER",
                "rm $HOLDER; ln -s /dev/zero $HOLDER",
                "rm $HOLDER",
            })
    void garbageBesideTheLockBreaksNothing(String how) throws Exception {
        try (DestinationLock lock = acquire("key")) {
            ProcessBuilder garbage = new ProcessBuilder("sh", "-c", how);
            garbage.environment().put("HOLDER", state.resolve("lock/key.holder").toString());
            assertThat(garbage.start().waitFor()).isZero();

            assertThat(busy("key").holder()).isEmpty();
        }
        try (DestinationLock lock = acquire("key")) {
            busy("key");
        }
    }

    @Test
    void whatAKilledHolderLeftHalfWrittenIsReplaced() throws Exception {
        acquire("key").close();
        Files.writeString(state.resolve("lock/key.holder.new"), "hal");

        try (DestinationLock lock = acquire("key")) {
            assertThat(busy("key").holder()).contains(ME);
        }
        assertThat(state.resolve("lock")).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void theLockHoldsWhereTheHolderCannotBeTold() throws Exception {
        Disk full = new Disk(op -> {
            if (op.call() == Call.WRITE) {
                throw new IOException("No space left on device");
            }
        });
        try (DestinationLock lock = DestinationLock.acquire(full, state, "key", ME, Duration.ZERO)) {
            assertThat(busy("key").holder()).isEmpty();
        }
        acquire("key").close();
    }

    @Test
    void aWatchThatBreaksKeepsNoLock() throws Exception {
        for (Call broken : List.of(Call.CREATE, Call.RENAME)) {
            Disk disk = new Disk(op -> {
                if (op.call() == broken) {
                    throw new IllegalStateException("broken");
                }
            });
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> DestinationLock.acquire(disk, state, "key", ME, Duration.ZERO));
            acquire("key").close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ln -s other key", "ln -s nowhere key", "mkdir key", "mkfifo key", "touch key; chown 1 key"})
    @DisplayName("R4 what is no file of our own is refused in the lock file's place, by its name")
    void refused(String what) throws Exception {
        assumeThat(what.contains("chown") && Disk.uid() != 0)
                .as("only root can give files away")
                .isFalse();
        acquire("other").close();
        assertThat(new ProcessBuilder("sh", "-c", what)
                        .directory(state.resolve("lock").toFile())
                        .start()
                        .waitFor())
                .isZero();

        assertThatIOException()
                .isThrownBy(() -> acquire("key"))
                .withMessageContainingAll(real(state.resolve("lock")) + "/key", "remove it");
        acquire("other").close();
    }

    @Test
    @DisplayName("R4 a lock directory that others may enter, or that is a link, is refused")
    void directoryOfOthers() throws Exception {
        acquire("key").close();
        Path directory = state.resolve("lock");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatIOException().isThrownBy(() -> acquire("key")).withMessageContaining("0700");

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Files.move(directory, home.resolve("elsewhere"));
        Files.createSymbolicLink(directory, home.resolve("elsewhere"));
        assertThatIOException().isThrownBy(() -> acquire("key")).withMessageContaining(directory.toString());
    }

    @Test
    void twoWaysToTheStateDirectoryLeadToOneLock() throws Exception {
        try (DestinationLock lock = acquire("key")) {
            Files.createSymbolicLink(home.resolve("link"), state);

            assertThatExceptionOfType(BusyException.class)
                    .isThrownBy(
                            () -> DestinationLock.acquire(new Disk(), home.resolve("link"), "key", ME, Duration.ZERO));
            assertThat(start("try", state).waitFor()).isEqualTo(Contender.BUSY);
        }
    }

    @Test
    void everyKeyHasALockOfItsOwn() throws Exception {
        String longest = "日".repeat(85);
        List<String> keys = List.of(
                "a",
                "a.holder",
                "a.holder.new",
                ".",
                "..",
                "A",
                "a b",
                "a\n",
                "ä",
                "日",
                "%61",
                "\ud800",
                longest,
                longest + "a",
                longest + "b");
        List<DestinationLock> all = new ArrayList<>();
        try {
            for (String key : keys) {
                all.add(acquire(key));
            }
            for (String key : keys) {
                assertThat(busy(key).holder()).as(key).contains(ME);
            }
            try (Stream<Path> files = Files.list(state.resolve("lock"))) {
                assertThat(files)
                        .hasSize(2 * keys.size())
                        .allMatch(file -> file.getFileName().toString().matches("[!-~]{1,207}"))
                        .allMatch(file -> mode(file).equals("rw-------"));
            }
        } finally {
            all.forEach(DestinationLock::close);
        }
        assertThat(mode(state.resolve("lock"))).isEqualTo("rwx------");
    }

    private DestinationLock acquire(String key) throws Exception {
        return acquire(key, Duration.ZERO);
    }

    private DestinationLock acquire(String key, Duration patience) throws Exception {
        return DestinationLock.acquire(new Disk(), state, key, ME, patience);
    }

    private BusyException busy(String key) {
        try (DestinationLock lock = acquire(key)) {
            throw new AssertionError(key + " is not busy: " + lock);
        } catch (BusyException e) {
            return e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static URLClassLoader twin() throws IOException {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator))) {
            path.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Takes the lock by classes that {@code loader} loaded. */
    private AutoCloseable acquire(ClassLoader loader) throws Exception {
        Class<?> disk = loader.loadClass(Disk.class.getName());
        Class<?> holder = loader.loadClass(LockHolder.class.getName());
        Class<?> lock = loader.loadClass(DestinationLock.class.getName());
        return (AutoCloseable) lock.getMethod("acquire", disk, Path.class, String.class, holder, Duration.class)
                .invoke(
                        null,
                        disk.getConstructor().newInstance(),
                        state,
                        "key",
                        holder.getConstructor(long.class, Instant.class, String.class)
                                .newInstance(ME.pid(), ME.started(), ME.release()),
                        Duration.ZERO);
    }

    private Process start(Object... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Contender.class.getName()));
        Stream.of(words).map(Object::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    private static void awaitSleep(Thread thread) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    /** What this process has open in the lock directory, and the directory itself. */
    private List<Path> descriptors() throws IOException {
        if (!Files.exists(state.resolve("lock"))) {
            return List.of();
        }
        Path directory = real(state.resolve("lock"));
        List<Path> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all.toList()) {
                if (Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS)) {
                    open.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        open.removeIf(path -> !path.startsWith(directory));
        return open;
    }

    private static Path real(Path path) throws IOException {
        return path.toRealPath();
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
