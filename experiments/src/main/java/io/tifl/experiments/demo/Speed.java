package io.tifl.experiments.demo;

import io.tifl.protocol.Seed;
import java.time.Duration;

/**
 * How long a client takes to train, which stands for its device: {@code fastest} to {@code slowest} in equal ratios, and a tenth up
 * or down from round to round. The first client is in use for other things in the middle third of a job and takes four times as
 * long, so that there is drift to be seen.
 */
record Speed(int client, int clients, int rounds, Seed seed) {
    private static final double FASTEST_SECONDS = 0.4;
    private static final double SLOWEST_SECONDS = 2.2;
    private static final double JITTER = 0.1;
    private static final double BUSY = 4;

    /** What it takes as a rule. */
    double usualSeconds() {
        return FASTEST_SECONDS * Math.pow(SLOWEST_SECONDS / FASTEST_SECONDS, client / (clients - 1.0));
    }

    Duration in(long round) {
        double drawn = seed.child(client).child(round).generator().nextDouble();
        double seconds = usualSeconds() * (1 + JITTER * (2 * drawn - 1)) * (isBusy(round) ? BUSY : 1);
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private boolean isBusy(long round) {
        return client == 0 && round >= rounds / 3 && round < 2L * rounds / 3;
    }
}
