package io.tifl.client.quantized;

/** The values of one layer's output over examples: first their range, then a histogram over it. Confined to one thread. */
final class Observed {
    private static final int BINS = 2048;
    private static final int CANDIDATES = 64;

    private float least = Float.POSITIVE_INFINITY;
    private float greatest = Float.NEGATIVE_INFINITY;
    private final long[] counts = new long[BINS];

    /** Widens the range. */
    void widen(float[] values) {
        float low = least;
        float high = greatest;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        least = low;
        greatest = high;
    }

    /** Counts values, all of which have widened the range before. */
    void count(float[] values) {
        double perBin = BINS / Math.max(Double.MIN_NORMAL, (double) greatest - least);
        for (float value : values) {
            counts[Math.clamp((long) ((value - least) * perBin), 0, BINS - 1)]++;
        }
    }

    boolean isFinite() {
        return Float.isFinite(least) && Float.isFinite(greatest);
    }

    boolean isConstant() {
        return least == greatest;
    }

    /** The scale of bytes up to {@code largest}. */
    AffineScale scale(Calibration calibration, int largest) {
        return switch (calibration) {
            case Calibration.MinMax() -> AffineScale.over(least, greatest, largest);
            case Calibration.Percentile(double share) -> percentile(share, largest);
            case Calibration.LeastSquares() -> leastSquares(largest);
        };
    }

    private AffineScale percentile(double share, int largest) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        double outside = total * (1 - share) / 2;
        int from = 0;
        for (double left = outside - counts[0]; left >= 0 && from < BINS - 1; left -= counts[from]) {
            from++;
        }
        int to = BINS - 1;
        for (double left = outside - counts[to]; left >= 0 && to > from; left -= counts[to]) {
            to--;
        }
        return AffineScale.over(edge(from), edge(to + 1), largest);
    }

    private float edge(int bin) {
        return (float) (least + ((double) greatest - least) * bin / BINS);
    }

    private AffineScale leastSquares(int largest) {
        AffineScale best = AffineScale.over(least, greatest, largest);
        double fewest = error(best, largest);
        for (int i = 1; i < CANDIDATES; i++) {
            float share = (float) i / CANDIDATES;
            AffineScale candidate = AffineScale.over(least * share, greatest * share, largest);
            double error = error(candidate, largest);
            if (error < fewest) {
                best = candidate;
                fewest = error;
            }
        }
        return best;
    }

    private double error(AffineScale scale, int largest) {
        double low = -(double) scale.scale() * scale.zeroPoint();
        double high = (double) scale.scale() * (largest - scale.zeroPoint());
        double rounding = (double) scale.scale() * scale.scale() / 12;
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double middle = least + ((double) greatest - least) * (bin + 0.5) / BINS;
            double cut = Math.max(0, Math.max(low - middle, middle - high));
            sum += counts[bin] * (cut > 0 ? cut * cut : rounding);
        }
        return sum;
    }
}
