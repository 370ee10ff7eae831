package io.tifl.experiments.leaf;

import java.util.Arrays;
import java.util.List;

/**
 * How a measure is spread over clients, as LEAF has it (Caldas et al., arXiv 1812.01097, section 3): the mean weighs clients by
 * their examples, percentiles count every client once.
 *
 * @param mean weighted
 * @param tenth percentile, between two clients in proportion, as {@code numpy.percentile} has it
 * @param median 50th percentile
 * @param ninetieth percentile
 * @param deviation weighted standard deviation of the clients' values; what LEAF calls so is its square
 */
public record Spread(double mean, double tenth, double median, double ninetieth, double deviation) {
    /**
     * Of as many values as weights, at least one.
     *
     * @param weights 0 or more, not all 0
     */
    public static Spread of(List<Double> values, List<Long> weights) {
        if (values.isEmpty() || values.size() != weights.size()) {
            throw new IllegalArgumentException("a spread is of as many values as weights and of 1 at least, got "
                    + values.size() + " values and " + weights.size() + " weights");
        }
        double total = weights.stream().mapToLong(Long::longValue).sum();
        double sum = 0;
        for (int i = 0; i < values.size(); i++) {
            sum += weights.get(i) * values.get(i);
        }
        double mean = sum / total;
        double squares = 0;
        for (int i = 0; i < values.size(); i++) {
            double away = values.get(i) - mean;
            squares += weights.get(i) * away * away;
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(
                mean,
                percentile(sorted, 0.1),
                percentile(sorted, 0.5),
                percentile(sorted, 0.9),
                Math.sqrt(squares / total));
    }

    private static double percentile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    List<Double> values() {
        return Arrays.asList(mean, tenth, median, ninetieth, deviation);
    }
}
