package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.family.Mixture;
import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;

/**
 * How many components of a mixture a point tells apart: the exponential of the mutual information between component and
 * point, {@code sum_k alpha_k E_k[log (alpha_k q_k / q) - log alpha_k]}. Components that lie on one another count as one,
 * which the entropy of the weights does not see.
 */
final class DistinctModes {
    private static final int SAMPLES = 200;

    private DistinctModes() {}

    static double of(Mixture mixture, Seed seed) {
        RandomGenerator random = seed.generator();
        double information = 0;
        for (int k = 0; k < mixture.family().components(); k++) {
            for (int s = 0; s < SAMPLES && mixture.weight(k) > 1e-9; s++) {
                double[] point = mixture.place(k, mixture.family().drawNoise(random));
                double share = Math.max(mixture.at(point).share(k), Double.MIN_NORMAL);
                information += mixture.weight(k) / SAMPLES * (StrictMath.log(share) - mixture.logWeight(k));
            }
        }
        return StrictMath.exp(information);
    }
}
