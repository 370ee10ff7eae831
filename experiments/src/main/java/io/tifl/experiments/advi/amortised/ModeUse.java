package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.sum.ExactSums;
import java.util.Arrays;
import java.util.List;

/**
 * What mixtures make of their components, over examples.
 *
 * @param effective mean exponential of the weights' entropy: 1 where one component has all the weight
 * @param entropy mean entropy of the weights, in nats
 * @param weights mean weight of each component
 */
public record ModeUse(double effective, double entropy, List<Double> weights) {
    public ModeUse {
        weights = List.copyOf(weights);
    }

    /** Sums over examples that merge exactly. Mutable and confined to one thread. */
    public static final class Sums {
        private final ExactSums sums;

        /** Over no examples, of mixtures of so many components. */
        public Sums(int components) {
            this(new ExactSums(3 + components));
        }

        /** Around sums that came from elsewhere. */
        public Sums(ExactSums sums) {
            this.sums = sums;
        }

        void add(MixtureRows mixtures, int n) {
            double modes = mixtures.effectiveModes(n);
            sums.add(0, 1);
            sums.add(1, modes);
            sums.add(2, StrictMath.log(modes));
            for (int k = 0; k < mixtures.components; k++) {
                sums.add(3 + k, mixtures.weights[n * mixtures.components + k]);
            }
        }

        /** Adds all that other sums hold, which keep theirs. */
        public void merge(Sums other) {
            sums.merge(other.sums);
        }

        /** The sums themselves, to be sent. */
        public ExactSums sums() {
            return sums;
        }

        /** The means. */
        public ModeUse use() {
            double[] values = sums.values();
            return new ModeUse(
                    values[1] / values[0],
                    values[2] / values[0],
                    Arrays.stream(values, 3, values.length)
                            .mapToObj(sum -> sum / values[0])
                            .toList());
        }
    }
}
