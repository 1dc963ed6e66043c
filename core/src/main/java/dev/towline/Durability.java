package dev.towline;

/** What a deploy promises to survive. */
public enum Durability {
    /**
     * Power cuts: files and directories are synced before what they replace goes, and so is every record. The default.
     */
    FULL,
    /**
     * The end of the process, however it ends, but no power cut and no crash of the kernel: nothing is synced, and after one
     * of these the destination and Towline's records may hold anything. For tests, and for hosts that are thrown away.
     */
    NONE
}
