package io.tifl.aggregation.privacy;

import java.util.List;
import org.apache.commons.numbers.gamma.ErfDifference;

/**
 * The distribution of a privacy loss on a grid: {@code mass[i]} is the chance, under the first of two distributions, of the loss
 * {@code (lowest + i) * step}; {@code unbounded} that of a loss beyond the grid. Immutable.
 *
 * <p>Made so that it claims too little, never too much: the masses that both distributions have between two points of the grid
 * go to the two points, such that neither sum changes (Doroshenko, Ghazi, Kamath, Kumar and Manurangsi, "Connect the dots:
 * tighter discrete approximations of privacy loss distributions", PETS 2022). The error falls with the square of the step.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LossDistribution(double step, int lowest, double[] mass, double unbounded) {
    /** Beyond so many deviations a normal distribution has 1e-22 of its mass. */
    private static final double REACH = 9.8;

    private static final double USUAL_STEP = 1e-4;
    private static final int POINTS_PER_DEVIATION = 8;
    /** Points of the grid in one deviation of a loss, enough for its variance to grow by less than a thousandth. */
    private static final double RESOLUTION = 16;
    /** From here on a loss is not divided between two points any more, but goes to the upper one. */
    private static final double BEYOND_DOUBLES = 600;

    /**
     * The losses of a round, one distribution for each way of telling two neighbours apart.
     *
     * @param step of the grid
     */
    static List<LossDistribution> of(SampledGaussian round, double step) {
        double rate = round.rate();
        double deviation = round.relativeNoise();
        List<LossDistribution> inTier = switch (round.neighbours()) {
            case ADD_OR_REMOVE ->
                List.of(between(new Pair(rate, 0, deviation), step), between(new Pair(0, rate, deviation), step));
            case SUBSTITUTE -> List.of(substituted(rate, deviation, step));
        };
        return inTier.stream()
                .map(losses -> losses.withChance(round.tierChance()))
                .toList();
    }

    private static LossDistribution between(Pair pair, double step) {
        Grid grid = new Grid(step, pair.indexBelow(step), pair.indexAbove(step));
        grid.add(pair, grid.lowest, grid.highest);
        grid.put(grid.lowest, pair.massBelow(grid.lowest * step));
        return grid.losses(pair.massAbove(grid.highest * step));
    }

    /**
     * Of a fixed share of the clients, one of which has other data (Zhu, Dong and Wang, "Optimal accounting of differential
     * privacy via characteristic function", AISTATS 2022, Theorem 11): gains are those of one pair, losses of another, and
     * what is left makes no difference.
     */
    private static LossDistribution substituted(double rate, double deviation, double step) {
        Pair gains = new Pair(rate, 0, deviation);
        Pair losses = new Pair(1, 1 - rate, deviation);
        Grid grid = new Grid(step, losses.indexBelow(step), gains.indexAbove(step));
        grid.add(gains, 0, grid.highest);
        grid.add(losses, grid.lowest, 0);
        double below = losses.massBelow(grid.lowest * step);
        grid.put(grid.lowest, below);
        double unbounded = gains.massAbove(grid.highest * step);
        grid.put(0, Math.max(0, 1 - gains.massAbove(0) - losses.massBelow(0)));
        return grid.losses(unbounded);
    }

    private LossDistribution withChance(double chance) {
        if (chance == 1) {
            return this;
        }
        int from = Math.min(lowest, 0);
        int to = Math.max(lowest + mass.length - 1, 0);
        double[] mixed = new double[to - from + 1];
        for (int i = 0; i < mass.length; i++) {
            mixed[lowest - from + i] = chance * mass[i];
        }
        mixed[-from] += 1 - chance;
        return new LossDistribution(step, from, mixed, chance * unbounded);
    }

    /** A step that the losses of this round do not lose much on. */
    static double fineStep(SampledGaussian round) {
        double step = gains(round).lossDeviation() / RESOLUTION;
        // Noise that is too little to see by has the largest of losses.
        return step > 0 ? Math.min(USUAL_STEP, step) : USUAL_STEP;
    }

    /** How many points of a grid the losses of this round lie on, or more. */
    static double points(SampledGaussian round, double step) {
        Pair pair = gains(round);
        return 2 * Math.max(pair.lossAt(1 + REACH * pair.deviation), -pair.lossAt(-REACH * pair.deviation)) / step;
    }

    private static Pair gains(SampledGaussian round) {
        return new Pair(round.rate(), 0, round.relativeNoise());
    }

    /**
     * The logarithm of the mean of {@code e^(t loss)}, over bounded losses.
     *
     * @param t not 0
     */
    double logMoment(double t) {
        // By Horner's rule, towards the end where e^(t loss) is largest and over its value there: no sum leaves [0, 1].
        int last = t > 0 ? mass.length - 1 : 0;
        int towards = t > 0 ? 1 : -1;
        while (mass[last] == 0) {
            last -= towards;
        }
        double shrinking = Math.exp(-Math.abs(t) * step);
        double sum = 0;
        for (int i = t > 0 ? 0 : mass.length - 1; i != last + towards; i += towards) {
            sum = sum * shrinking + mass[i];
        }
        return Math.log(sum) + t * (lowest + last) * step;
    }

    /** Masses that grow. */
    private static final class Grid {
        private final double step;
        private final int lowest;
        private final int highest;
        private final double[] mass;

        Grid(double step, int lowest, int highest) {
            this.step = step;
            this.lowest = lowest;
            this.highest = highest;
            this.mass = new double[highest - lowest + 1];
        }

        void put(int index, double more) {
            mass[index - lowest] += more;
        }

        /** What a pair has between two points of the grid. */
        void add(Pair pair, int from, int to) {
            double width = Math.expm1(step);
            double before = pair.at(from * step);
            for (int i = from + 1; i <= to; i++) {
                double after = pair.at(i * step);
                double atZero = pair.normal(0, before, after);
                double atOne = pair.normal(1, before, after);
                double first = Pair.mixed(pair.first, atZero, atOne);
                double second = Pair.mixed(pair.second, atZero, atOne);
                double lower = i * step > BEYOND_DOUBLES
                        ? 0
                        : Math.clamp((second * Math.exp(i * step) - first) / width, 0, first);
                put(i - 1, lower);
                put(i, first - lower);
                before = after;
            }
        }

        LossDistribution losses(double unbounded) {
            return new LossDistribution(step, lowest, mass, unbounded);
        }
    }

    /**
     * Two mixtures of N(0, deviation^2) and N(1, deviation^2).
     *
     * @param first the weight of N(1, ...) in the first, 0 to 1
     * @param second in the second
     */
    private record Pair(double first, double second, double deviation) {
        /** Where the loss, the logarithm of the first's density over the second's, has a value. */
        private double at(double loss) {
            double grown = Math.expm1(loss);
            double ratio = (grown * (1 - second) + first - second) / (first - second - grown * second);
            double far = first > second == grown > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            return ratio > 0 && !Double.isInfinite(ratio) ? deviation * deviation * Math.log(ratio) + 0.5 : far;
        }

        int indexBelow(double step) {
            return (int) Math.floor(Math.min(lossAt(-REACH * deviation), lossAt(1 + REACH * deviation)) / step);
        }

        int indexAbove(double step) {
            return (int) Math.ceil(Math.max(lossAt(-REACH * deviation), lossAt(1 + REACH * deviation)) / step);
        }

        double massBelow(double loss) {
            return mass(first, first > second ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY, at(loss));
        }

        double massAbove(double loss) {
            return mass(first, first > second ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY, at(loss));
        }

        double lossDeviation() {
            double from = -REACH * deviation;
            int points = (int) Math.clamp((1 - 2 * from) / deviation * POINTS_PER_DEVIATION, 1000, 1_000_000);
            double width = (1 - 2 * from) / points;
            double weights = 0;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < points; i++) {
                double x = from + i * width;
                double weight = mass(first, x, x + width);
                double loss = lossAt(x + width / 2);
                weights += weight;
                sum += weight * loss;
                squares += weight * loss * loss;
            }
            double mean = sum / weights;
            return Math.sqrt(Math.max(0, squares / weights - mean * mean));
        }

        private double lossAt(double x) {
            return Mixture.logRatio(x, first, deviation) - Mixture.logRatio(x, second, deviation);
        }

        private double mass(double weight, double from, double to) {
            return mixed(weight, normal(0, from, to), normal(1, from, to));
        }

        private static double mixed(double weight, double atZero, double atOne) {
            return (1 - weight) * atZero + weight * atOne;
        }

        private double normal(double mean, double from, double to) {
            double scale = deviation * Math.sqrt(2);
            return 0.5 * ErfDifference.value((Math.min(from, to) - mean) / scale, (Math.max(from, to) - mean) / scale);
        }
    }
}
