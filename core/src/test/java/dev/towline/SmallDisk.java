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
        INODES,
        WRITING
    }

    private final CrashHost host;
    private final Path ballast;
    private final DiskImage empty;
    private DiskImage before;
    private URI release;
    private NavigableMap<String, String> newTree;
    private int operations;

    private SmallDisk(Path home) throws IOException {
        this.host = new CrashHost(home);
        this.ballast = host.home.resolve("ballast");
        this.empty = host.image();
    }

    public static void main(String[] args) throws Exception {
        SmallDisk disk = new SmallDisk(Path.of(args[0]));
        for (String strategy : new String[] {"rsync", "releases"}) {
            disk.empty.writeTo(disk.host.home);
            disk.prepare(strategy);
            for (Scarce scarce : Scarce.values()) {
                int failed = scarce == Scarce.WRITING ? disk.readOnlyMeanwhile() : disk.moreAndMore(scarce);
                System.out.println(
                        "W1-W3 " + strategy + ", scarce " + scarce + ": " + failed + " deploys failed cleanly");
            }
        }
    }

    private void prepare(String strategy) throws Exception {
        host.begin(host.publish(CrashHost.oldTree(), strategy));
        release = host.publish(CrashHost.newTree(), strategy);
        before = host.image();
        operations = 0;
        assertThat(deploy(op -> operations++).failure()).isEmpty();
        newTree = host.tree();
    }

    private int moreAndMore(Scarce scarce) throws Exception {
        int failed = 0;
        int fits = 0;
        for (int free = 0; fits < FITS_OFTEN; free++) {
            before.writeTo(host.home);
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
            before.writeTo(host.home);
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
            assertThat(host.staging().isEmpty() || Files.getFileStore(host.home).isReadOnly())
                    .as(where + ": staging is freed")
                    .isTrue();
        }
    }

    private void requireRepair(String where) throws IOException {
        assertThat(deploy(Watch.NONE).failure()).as("after " + where).isEmpty();
        assertThat(host.tree()).as("after " + where).isEqualTo(newTree);
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
