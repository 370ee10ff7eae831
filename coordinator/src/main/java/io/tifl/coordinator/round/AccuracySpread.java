package io.tifl.coordinator.round;

import java.util.List;

/**
 * How accuracy differs from client to client, each counting once, however many examples it has. All but the number of clients
 * lie between 0 and 1.
 *
 * <p>Percentile {@code p} of {@code n} sorted values lies at {@code (n - 1) p / 100}, between two of them on a straight line
 * (Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, type 7).
 *
 * @param clients that have test examples
 * @param worstDecile mean of the worst tenth of the clients, rounded up to whole clients
 */
public record AccuracySpread(
        int clients,
        double mean,
        double worstDecile,
        double p5,
        double p10,
        double p25,
        double p50,
        double p75,
        double p90,
        double p95) {
    public AccuracySpread {
        if (clients < 1) {
            throw new IllegalArgumentException("accuracy is spread over at least 1 client, got " + clients);
        }
        for (double value : new double[] {mean, worstDecile, p5, p10, p25, p50, p75, p90, p95}) {
            requireAccuracy(value);
        }
    }

    /**
     * Of at least one client, in any order.
     *
     * @throws IllegalArgumentException if there are none, or one is not an accuracy
     */
    public static AccuracySpread of(List<Double> accuracies) {
        if (accuracies.isEmpty()) {
            throw new IllegalArgumentException("no client has an accuracy");
        }
        double[] sorted =
                accuracies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        for (double value : sorted) {
            requireAccuracy(value);
        }
        return new AccuracySpread(
                sorted.length,
                meanOfFirst(sorted, sorted.length),
                meanOfFirst(sorted, Math.ceilDiv(sorted.length, 10)),
                percentile(sorted, 5),
                percentile(sorted, 10),
                percentile(sorted, 25),
                percentile(sorted, 50),
                percentile(sorted, 75),
                percentile(sorted, 90),
                percentile(sorted, 95));
    }

    private static void requireAccuracy(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("an accuracy lies between 0 and 1, got " + value);
        }
    }

    private static double meanOfFirst(double[] sorted, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += sorted[i];
        }
        return sum / count;
    }

    private static double percentile(double[] sorted, int percent) {
        long hundredths = (sorted.length - 1L) * percent;
        int below = (int) (hundredths / 100);
        double share = hundredths % 100 / 100.0;
        return share == 0 ? sorted[below] : sorted[below] + share * (sorted[below + 1] - sorted[below]);
    }

    /** The percentiles, the lowest first. */
    public List<At> percentiles() {
        return List.of(
                new At(5, p5),
                new At(10, p10),
                new At(25, p25),
                new At(50, p50),
                new At(75, p75),
                new At(90, p90),
                new At(95, p95));
    }

    /** One percentile. */
    public record At(int percent, double accuracy) {}
}
