package io.tifl.experiments.sim;

/**
 * What an order costs, whatever the device.
 *
 * @param downloadBytes the model and its envelope
 * @param cpuSeconds of work on one CPU
 * @param uploadBytes the reply
 */
public record Demand(long downloadBytes, double cpuSeconds, long uploadBytes) {
    public Demand {
        if (downloadBytes < 0 || uploadBytes < 0 || !(cpuSeconds >= 0) || Double.isInfinite(cpuSeconds)) {
            throw new IllegalArgumentException("a demand must be 0 or more and finite, got " + downloadBytes + " B, "
                    + cpuSeconds + " s, " + uploadBytes + " B");
        }
    }

    /** The same of a client that has the model already. */
    Demand withoutDownload() {
        return new Demand(0, cpuSeconds, uploadBytes);
    }
}
