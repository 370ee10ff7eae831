package io.tifl.experiments.sim;

/**
 * What one client runs on.
 *
 * @param cpuShare speed in CPUs: 0.5 needs twice the time of 1
 * @param downBytesPerSecond from coordinator to client
 * @param upBytesPerSecond from client to coordinator
 * @param jitter standard deviation of the logarithm of a task's response time; 0 for none
 */
public record Device(double cpuShare, double downBytesPerSecond, double upBytesPerSecond, double jitter) {
    /** Bandwidth of a device on the paper's cluster, both ways: 100 Mbit/s, see {@link CostPerSample#paper()}. */
    public static final double CLUSTER_BYTES_PER_SECOND = 12.5e6;

    /** Jitter of a device with its CPUs to itself, as on the paper's cluster: about 5 %. */
    public static final double CLUSTER_JITTER = 0.05;

    public Device {
        requirePositive("the CPU share", cpuShare);
        requirePositive("the download bandwidth", downBytesPerSecond);
        requirePositive("the upload bandwidth", upBytesPerSecond);
        if (!(jitter >= 0 && jitter <= 10)) {
            throw new IllegalArgumentException("the jitter must lie in [0, 10], got " + jitter);
        }
    }

    /** A device on the paper's cluster. */
    public static Device cluster(double cpuShare) {
        return new Device(cpuShare, CLUSTER_BYTES_PER_SECOND, CLUSTER_BYTES_PER_SECOND, CLUSTER_JITTER);
    }

    /** This device with its CPU share multiplied. */
    public Device faster(double factor) {
        return new Device(cpuShare * factor, downBytesPerSecond, upBytesPerSecond, jitter);
    }

    /** This device with other bandwidths. */
    public Device withBandwidth(double downBytesPerSecond, double upBytesPerSecond) {
        return new Device(cpuShare, downBytesPerSecond, upBytesPerSecond, jitter);
    }

    /** This device with another jitter. */
    public Device withJitter(double jitter) {
        return new Device(cpuShare, downBytesPerSecond, upBytesPerSecond, jitter);
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be positive and finite, got " + value);
        }
    }
}
