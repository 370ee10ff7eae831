package io.tifl.experiments.advi;

import io.tifl.experiments.advi.family.LogSumExp;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Pareto-smoothed importance sampling (Vehtari et al., JMLR 2024): the largest weights are replaced by the quantiles of a
 * generalised Pareto distribution that is fitted to them.
 *
 * @param logWeights smoothed and normalised
 * @param tail k-hat, the fitted tail's shape; minus infinity if the largest weights are all equal, infinite if there are
 *     fewer than five of them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Psis(double[] logWeights, double tail) {
    private static final int FEWEST = 5;

    static Psis of(double[] logRatios) {
        int count = logRatios.length;
        double max = Arrays.stream(logRatios).max().orElseThrow();
        double[] shifted = Arrays.stream(logRatios).map(log -> log - max).toArray();
        int tailLength = (int) Math.ceil(Math.min(0.2 * count, 3 * Math.sqrt(count)));
        if (tailLength < FEWEST) {
            return new Psis(normalised(shifted), Double.POSITIVE_INFINITY);
        }
        int[] order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> shifted[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] largest = Arrays.copyOfRange(order, count - tailLength, count);
        double cutoff = StrictMath.exp(shifted[order[count - tailLength - 1]]);
        double[] above = Arrays.stream(largest)
                .mapToDouble(i -> StrictMath.exp(shifted[i]) - cutoff)
                .toArray();
        if (!(above[0] > 1e-12)) {
            return tied(shifted, above);
        }
        Pareto pareto = Pareto.of(above);
        for (int i = 0; i < tailLength; i++) {
            double quantile = pareto.quantile((i + 0.5) / tailLength);
            shifted[largest[i]] = Math.min(0, StrictMath.log(quantile + cutoff));
        }
        return new Psis(normalised(shifted), pareto.shape);
    }

    // The fit needs values above the cutoff; ties with it carry no shape.
    private static Psis tied(double[] shifted, double[] above) {
        double[] positive = Arrays.stream(above).filter(one -> one > 1e-12).toArray();
        double shape = positive.length < FEWEST ? Double.NEGATIVE_INFINITY : Pareto.of(positive).shape;
        return new Psis(normalised(shifted), shape);
    }

    private static double[] normalised(double[] logs) {
        double sum = LogSumExp.of(logs);
        return Arrays.stream(logs).map(log -> log - sum).toArray();
    }

    /** A generalised Pareto distribution above 0. */
    private record Pareto(double shape, double scale) {
        /**
         * Fits by the approximate posterior mean of Zhang and Stephens (Technometrics 2009), with ten values' worth of
         * prior at 0.5.
         *
         * @param values rising, above 0
         */
        static Pareto of(double[] values) {
            int count = values.length;
            int grid = 30 + (int) Math.sqrt(count);
            double[] slopes = new double[grid];
            double[] fits = new double[grid];
            double quartile = values[(int) (count / 4.0 + 0.5) - 1];
            for (int j = 0; j < grid; j++) {
                slopes[j] = (1 - Math.sqrt(grid / (j + 0.5))) / (3 * quartile) + 1 / values[count - 1];
                double shape = shape(values, slopes[j]);
                fits[j] = count * (StrictMath.log(-slopes[j] / shape) - shape - 1);
            }
            double[] shares = LogSumExp.softmax(fits);
            double slope = 0;
            for (int j = 0; j < grid; j++) {
                slope += shares[j] * slopes[j];
            }
            double shape = shape(values, slope);
            return new Pareto((shape * count + 5) / (count + 10.0), -shape / slope);
        }

        private static double shape(double[] values, double slope) {
            double sum = 0;
            for (double value : values) {
                sum += StrictMath.log1p(-slope * value);
            }
            return sum / values.length;
        }

        double quantile(double probability) {
            double log = -StrictMath.log1p(-probability);
            return Math.abs(shape) < 1e-12 ? scale * log : scale * StrictMath.expm1(shape * log) / shape;
        }
    }
}
