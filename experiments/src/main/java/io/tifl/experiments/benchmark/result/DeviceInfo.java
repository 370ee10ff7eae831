package io.tifl.experiments.benchmark.result;

/**
 * The machine a benchmark ran on.
 *
 * @param name of the follower
 * @param processor as the operating system calls it
 * @param cores that the program may use
 * @param memoryBytes of the machine
 * @param system operating system and its version
 * @param java version and vendor
 * @param peakGflops billions of operations per second that a matrix product reached there; NaN if not measured
 * @param bandwidthGbps gigabytes per second that streaming reached; NaN if not measured
 */
public record DeviceInfo(
        String name,
        String processor,
        int cores,
        long memoryBytes,
        String system,
        String java,
        double peakGflops,
        double bandwidthGbps) {
    /** The class of device, whose results can be put together. */
    public String kind() {
        return processor + " × " + cores;
    }
}
