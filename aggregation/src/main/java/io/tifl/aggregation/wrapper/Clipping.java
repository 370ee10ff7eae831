package io.tifl.aggregation.wrapper;

import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.wrapper.Wrapper.Clip;
import io.tifl.aggregation.wrapper.Wrapper.Noise;
import io.tifl.aggregation.wrapper.Wrapper.QuantileClip;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.auth.NoiseSource;
import java.util.Optional;

/**
 * The norm of one round, and how the next one follows from how many updates were within.
 *
 * @param norm infinite if nothing is clipped
 * @param quantile empty if the norm stays
 * @param countNoise deviation of the noise in the count of updates within; 0 for none
 */
record Clipping(double norm, Optional<QuantileClip> quantile, double countNoise) {
    private static final String OWN = "clip.";
    private static final String NORM = "norm";

    /** Deviation of the count's noise over the clients, as in the paper. */
    private static final double COUNT_NOISE = 0.05;

    private static final Layout ONE = Layout.flat(1);

    static Clipping of(
            Optional<Clip> fixed, Optional<QuantileClip> quantile, Optional<Noise> noise, OptimizerState memory) {
        if (quantile.isEmpty()) {
            return new Clipping(fixed.map(Clip::norm).orElse(Double.POSITIVE_INFINITY), quantile, 0);
        }
        OptimizerState own = memory.part(OWN);
        double norm = own.vectors().isEmpty()
                ? quantile.get().first()
                : own.vector(NORM).get(0);
        return new Clipping(norm, quantile, noise.map(Clipping::countNoise).orElse(0.0));
    }

    /**
     * At least a twentieth of the clients, and enough that what the count costs can be made up for: both together have the
     * multiplier z if the changes have {@code (z^-2 - (2 countNoise)^-2)^-1/2}.
     */
    private static double countNoise(Noise noise) {
        return Math.max(COUNT_NOISE * noise.clients(), noise.multiplier());
    }

    /** Deviation of the changes' noise over the norm, for a multiplier that shall hold for changes and count together. */
    double multiplierOfChanges(double multiplier) {
        if (countNoise == 0) {
            return multiplier;
        }
        double count = 1 / (2 * countNoise);
        return 1 / Math.sqrt(1 / (multiplier * multiplier) - count * count);
    }

    static OptimizerState withoutOwn(OptimizerState memory) {
        return memory.without(OWN);
    }

    /**
     * What to remember for the next round.
     *
     * @param within how many updates were not clipped
     * @param updates how many there were
     * @param clients what the noisy count is divided by if there is noise
     */
    OptimizerState remember(OptimizerState rest, int within, int updates, int clients, NoiseSource noise) {
        if (quantile.isEmpty()) {
            return rest;
        }
        // Half of each is taken off first: then one client more or less moves the count by a half only.
        double share = countNoise == 0
                ? (double) within / updates
                : (within
                                        - updates / 2.0
                                        + countNoise
                                                * noise.child("count").stream().next())
                                / clients
                        + updates / 2.0 / clients;
        double next = norm
                * StrictMath.exp(
                        -quantile.get().rate() * (share - quantile.get().quantile()));
        return rest.withPart(OWN, OptimizerState.empty().with(NORM, Parameters.owning(ONE, new float[] {(float) next
        })));
    }
}
