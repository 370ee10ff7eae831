package io.tifl.experiments.advi;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a fit stands between two steps: all that the next one depends on, next to settings, target and seed.
 *
 * @param step steps made
 * @param member numbers of the approximation, in the family's order
 * @param drift Adam's mean of gradients
 * @param energy Adam's mean of squared gradients
 * @param bounds the bound at each convergence test so far, in nats
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Search(int step, double[] member, double[] drift, double[] energy, List<Double> bounds) {
    private static final double DRIFT = 0.9;
    private static final double ENERGY = 0.999;
    private static final double TINY = 1e-8;

    public Search {
        bounds = List.copyOf(bounds);
    }

    static Search from(double[] member) {
        return new Search(0, member, new double[member.length], new double[member.length], List.of());
    }

    /** One step of Adam upwards (Kingma and Ba, ICLR 2015). */
    Search climb(double[] gradient, double rate) {
        double[] next = member.clone();
        double[] nextDrift = drift.clone();
        double[] nextEnergy = energy.clone();
        double driftShare = 1 - StrictMath.pow(DRIFT, step + 1);
        double energyShare = 1 - StrictMath.pow(ENERGY, step + 1);
        for (int i = 0; i < next.length; i++) {
            nextDrift[i] = DRIFT * drift[i] + (1 - DRIFT) * gradient[i];
            nextEnergy[i] = ENERGY * energy[i] + (1 - ENERGY) * gradient[i] * gradient[i];
            double size = Math.sqrt(nextEnergy[i] / energyShare) + TINY;
            next[i] += rate * nextDrift[i] / driftShare / size;
        }
        return new Search(step + 1, next, nextDrift, nextEnergy, bounds);
    }

    /** The same with one more estimate of the bound. */
    Search tested(double bound) {
        List<Double> more = new ArrayList<>(bounds);
        more.add(bound);
        return new Search(step, member, drift, energy, more);
    }
}
