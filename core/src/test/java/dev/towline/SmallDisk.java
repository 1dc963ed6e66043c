package dev.towline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.crash.DiskImage;
import dev.towline.crash.Effort;
import dev.towline.disk.Disk;
import dev.towline.disk.Watch;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;

/**
 * A process of its own that deploys on a real file system of its own, which is full, out of inodes or read-only: with no
 * room at all, then a little more, until all fits. Exit status 0 when all is as it should.
 */
final class SmallDisk {

    private static final int PAGE = 4096;
    private static final int FITS_OFTEN = 3;

    /** What is scarce. */
    enum Scarce {
        SPACE,
        INODES
    }

    private final CrashHost host;
    private final Path ballast;
    private final DiskImage empty;
    private final DiskImage nothing;
    private DiskImage before;
    private DiskImage stateBefore;
    private URI release;
    private NavigableMap<String, String> newTree;
    private int operations;

    private SmallDisk(CrashHost host) throws IOException {
        this.host = host;
        this.ballast = host.home.resolve("ballast");
        this.empty = host.image();
        Files.createDirectories(host.state);
        this.nothing = DiskImage.of(host.state);
    }

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Path elsewhere = Path.of(args[1]);
        for (String strategy : new String[] {"rsync", "releases"}) {
            SmallDisk disk = new SmallDisk(new CrashHost(home));
            disk.prepare(strategy);
            say(strategy, "without space", disk.moreAndMore(Scarce.SPACE));
            say(strategy, "without inodes", disk.moreAndMore(Scarce.INODES));
            disk.empty.writeTo(home);
            SmallDisk readOnly = new SmallDisk(new CrashHost(home, elsewhere)); // a lock is open for writing
            readOnly.prepare(strategy);
            say(strategy, "read-only meanwhile", readOnly.readOnlyMeanwhile());
            readOnly.empty.writeTo(home);
            readOnly.nothing.writeTo(elsewhere);
        }
    }

    private static void say(String strategy, String how, int failed) {
        System.out.println("W1-W3 " + strategy + " " + how + ": " + failed + " deploys failed cleanly");
        assertThat(failed).isPositive();
    }

    private void prepare(String strategy) throws Exception {
        host.begin(host.publish(CrashHost.oldTree(), strategy));
        release = host.publish(CrashHost.newTree(), strategy);
        before = host.image();
        stateBefore = DiskImage.of(host.state);
        operations = 0;
        assertThat(deploy(op -> operations++).failure()).isEmpty();
        newTree = host.tree();
    }

    private int moreAndMore(Scarce scarce) throws Exception {
        int failed = 0;
        int fits = 0;
        for (int free = 0; fits < FITS_OFTEN; free++) {
            restore();
            fill(scarce, free);
            DeployResult result = deploy(Watch.NONE);
            requireTruth(scarce + " for " + free, result);
            boolean well =
                    result.failure().isEmpty() && result.report().warnings().isEmpty();
            fits = well ? fits + 1 : 0;
            failed += well ? 0 : 1;
            new Disk().removeTree(ballast);
            requireRepair(scarce + " for " + free);
        }
        return failed;
    }

    private int readOnlyMeanwhile() throws Exception {
        int failed = 0;
        for (int nth = 1; nth <= operations; nth += Effort.all() ? 1 : 5) {
            restore();
            int[] countdown = {nth};
            boolean[] readOnly = {false};
            DeployResult result = deploy(op -> {
                if (--countdown[0] == 0) {
                    readOnly[0] = remount("ro");
                }
            });
            String where = "read-only from operation " + nth;
            if (result.report().target() != TargetState.UNKNOWN) {
                requireTruth(where, result);
            }
            if (readOnly[0]) {
                failed++;
                assertThat(remount("rw")).isTrue();
            }
            requireRepair(where);
        }
        return failed;
    }

    private void restore() throws IOException {
        before.writeTo(host.home);
        if (!host.state.startsWith(host.home)) {
            stateBefore.writeTo(host.state);
        }
    }

    private DeployResult deploy(Watch watch) {
        return host.builder(watch).limits(Limits.DEFAULT.reserve(0)).build().deploy(release);
    }

    private void requireTruth(String where, DeployResult result) throws IOException {
        TargetState target = result.report().target();
        if (result.failure().isEmpty()) {
            assertThat(target).as(where).isEqualTo(TargetState.CHANGED);
            assertThat(host.tree()).as(where).isEqualTo(newTree);
        } else {
            assertThat(target).as(where).isIn(TargetState.UNTOUCHED, TargetState.RESTORED);
            assertThat(result.failure().get().kind()).as(where).isIn("no-space", "disk");
            assertThat(host.image().tree("site")).as(where).isEqualTo(before.tree("site"));
            assertThat(host.leftovers().isEmpty()
                            || Files.getFileStore(host.home).isReadOnly())
                    .as(where + ": staging is freed")
                    .isTrue();
        }
    }

    private void requireRepair(String where) throws IOException {
        assertThat(deploy(Watch.NONE).failure()).as("after " + where).isEmpty();
        assertThat(host.tree()).as("after " + where).isEqualTo(newTree);
        assertThat(host.leftovers()).as("after " + where).isEmpty();
        host.requireCanary();
    }

    /** Leaves room for so many pages, or inodes. */
    private void fill(Scarce scarce, int free) throws IOException {
        Files.createDirectory(ballast);
        Deque<Path> files = new ArrayDeque<>();
        if (scarce == Scarce.INODES) {
            try {
                while (true) {
                    files.push(Files.createFile(ballast.resolve("b" + files.size())));
                }
            } catch (FileSystemException e) {
                for (int i = 0; i < free; i++) {
                    Files.delete(files.pop());
                }
            }
        } else {
            long pages = Files.getFileStore(host.home).getUsableSpace() / PAGE - free;
            try (OutputStream out = Files.newOutputStream(ballast.resolve("b"))) {
                for (long i = 0; i < pages; i++) {
                    out.write(new byte[PAGE]);
                }
            }
        }
    }

    private boolean remount(String option) throws IOException {
        try {
            return new ProcessBuilder("mount", "-o", "remount," + option, host.home.toString())
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
