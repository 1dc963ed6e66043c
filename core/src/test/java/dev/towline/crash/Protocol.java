package dev.towline.crash;

import dev.towline.disk.Watch;
import java.util.Optional;

/** Something that changes a directory and is to survive a power cut at any moment. */
public interface Protocol {

    /** Makes what is there before; all of it lasts. */
    void prepare() throws Exception;

    /** What is recorded: every change is said to {@code watch}. */
    void run(Watch watch) throws Exception;

    /**
     * What is wrong with a disk before anything was recovered.
     *
     * @param ended whether {@link #run} had ended, so that what it did must last
     */
    Optional<String> wrong(DiskImage disk, boolean ended);

    /** Recovers what a power cut left, and fails if that does not end well. */
    void recover() throws Exception;
}
