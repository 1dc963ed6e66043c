package dev.towline.e2e.bench;

/**
 * One deploy as it was measured.
 *
 * @param seconds from its beginning to its end
 * @param cpu seconds of processor time, of all its processes together; on a busy machine the steadier number
 * @param written bytes of content that Towline reported as written; 0 for other contenders
 * @param allWritten bytes that the deploying process wrote, whatever and wherever to, as the kernel counts them; 0 where
 *     that is not known
 */
record Run(double seconds, double cpu, long written, long allWritten) {}
