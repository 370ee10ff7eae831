package io.tifl.experiments.benchmark.model;

import java.time.Instant;

/**
 * What a device can do at most, as measured.
 *
 * @param gflops billions of operations per second of the fastest product of matrices of 32-bit floats
 * @param gflopsHow which library, size and number of threads that was
 * @param gbps gigabytes per second of reading, or of the triad {@code a = b + s c} (McCalpin, STREAM, 1995), over 192 MiB
 * @param gbpsHow its size and number of threads
 * @param processor it was measured on
 * @param cores that the program may use
 * @param measured when
 */
public record DevicePeaks(
        double gflops, String gflopsHow, double gbps, String gbpsHow, String processor, int cores, Instant measured) {}
