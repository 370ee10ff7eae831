package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.Set;

/**
 * The static policies of Table 1 of TiFL (Chai et al., HPDC 2020, section 4.3): each round draws a tier with a fixed
 * probability, then clients of that tier.
 *
 * <p>Table 1 is for five tiers and is met exactly there. For another number of tiers (the paper has none) each policy states
 * its own rule; one tier always gets probability 1.
 */
public interface StaticPolicy extends SchedulingPolicy {
    /** Probability of each tier, fast to slow. */
    double[] probabilities(int tiers);

    @Override
    default Set<String> settings() {
        return Retiering.SETTINGS;
    }

    @Override
    default PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        return new PolicyRecipe(
                new TierSelection(WhenSpent.IGNORE),
                Retiering.from(settings).around(new StaticTiering(name(), this::probabilities)));
    }

    /** Only the slowest tier. */
    record Slow() implements StaticPolicy {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public String summary() {
            return "always the slowest tier";
        }

        @Override
        public double[] probabilities(int tiers) {
            double[] probabilities = new double[tiers];
            probabilities[tiers - 1] = 1;
            return probabilities;
        }
    }

    /** Every tier alike. */
    record Uniform() implements StaticPolicy {
        @Override
        public String name() {
            return "uniform";
        }

        @Override
        public String summary() {
            return "every tier equally likely";
        }

        @Override
        public double[] probabilities(int tiers) {
            return slowestGets(1.0 / tiers, tiers);
        }
    }

    /**
     * .7, .1, .1, .05, .05: not random at all, it favours the fastest tier. For m tiers the table is read as a density over
     * the clients' rank in speed, constant on fifths, and integrated over m equal parts.
     */
    record Favouring() implements StaticPolicy {
        private static final double[] TABLE = {0.7, 0.1, 0.1, 0.05, 0.05};

        @Override
        public String name() {
            return "random";
        }

        @Override
        public String summary() {
            return "the paper's \"random\": .7 .1 .1 .05 .05, the fastest tier preferred";
        }

        @Override
        public double[] probabilities(int tiers) {
            double[] probabilities = new double[tiers];
            for (int tier = 0; tier < tiers; tier++) {
                probabilities[tier] = below((tier + 1.0) / tiers) - below((double) tier / tiers);
            }
            return tiers == TABLE.length ? TABLE.clone() : probabilities;
        }

        private static double below(double rank) {
            double sum = 0;
            for (int fifth = 0; fifth < TABLE.length; fifth++) {
                sum += TABLE[fifth] * Math.clamp(rank * TABLE.length - fifth, 0, 1);
            }
            return sum;
        }
    }

    /** Only the fastest tier. */
    record Fast() implements StaticPolicy {
        @Override
        public String name() {
            return "fast";
        }

        @Override
        public String summary() {
            return "always the fastest tier";
        }

        @Override
        public double[] probabilities(int tiers) {
            double[] probabilities = new double[tiers];
            probabilities[0] = 1;
            return probabilities;
        }
    }

    /** The slowest tier gets .1, the others share the rest. */
    record Fast1() implements StaticPolicy {
        @Override
        public String name() {
            return "fast1";
        }

        @Override
        public String summary() {
            return "the slowest tier in .1 of rounds, the others alike";
        }

        @Override
        public double[] probabilities(int tiers) {
            return slowestGets(0.1, tiers);
        }
    }

    /** The slowest tier gets .05, the others share the rest. */
    record Fast2() implements StaticPolicy {
        @Override
        public String name() {
            return "fast2";
        }

        @Override
        public String summary() {
            return "the slowest tier in .05 of rounds, the others alike";
        }

        @Override
        public double[] probabilities(int tiers) {
            return slowestGets(0.05, tiers);
        }
    }

    /** The slowest tier gets nothing, the others share alike. */
    record Fast3() implements StaticPolicy {
        @Override
        public String name() {
            return "fast3";
        }

        @Override
        public String summary() {
            return "never the slowest tier, the others alike";
        }

        @Override
        public double[] probabilities(int tiers) {
            return slowestGets(0, tiers);
        }
    }

    private static double[] slowestGets(double share, int tiers) {
        if (tiers == 1) {
            return new double[] {1};
        }
        double[] probabilities = new double[tiers];
        Arrays.fill(probabilities, (1 - share) / (tiers - 1));
        probabilities[tiers - 1] = share;
        return probabilities;
    }
}
