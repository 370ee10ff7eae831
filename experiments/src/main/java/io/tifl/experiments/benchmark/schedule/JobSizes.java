package io.tifl.experiments.benchmark.schedule;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** Distributions of how long jobs take, each of the same mean. */
public enum JobSizes {
    /** All the same: nothing can be gained by order. */
    EQUAL {
        @Override
        double unit(RandomGenerator random) {
            return 1;
        }
    },
    /** From half to one and a half times the mean. */
    UNIFORM {
        @Override
        double unit(RandomGenerator random) {
            return 0.5 + random.nextDouble();
        }
    },
    EXPONENTIAL {
        @Override
        double unit(RandomGenerator random) {
            return -StrictMath.log1p(-random.nextDouble());
        }
    },
    /** Of σ = 1. */
    LOGNORMAL {
        @Override
        double unit(RandomGenerator random) {
            return StrictMath.exp(random.nextGaussian() - 0.5);
        }
    },
    /** Four of five take half the mean, the fifth three times the mean. */
    BIMODAL {
        @Override
        double unit(RandomGenerator random) {
            return random.nextDouble() < 0.8 ? 0.5 : 3;
        }
    };

    /** One size where the mean is 1. */
    abstract double unit(RandomGenerator random);

    /** Its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
