package io.tifl.experiments.noise;

/**
 * How large the values of a tensor are, or of several together.
 *
 * @param count of values
 * @param deviation standard deviation of all values, zeros included, in double precision
 * @param largest absolute value
 * @param meanSquare mean of the squares
 */
record Spread(long count, double deviation, double largest, double meanSquare) {
    static final Spread NONE = new Spread(0, 0, 0, 0);

    static Spread of(float[] values, int from, int to) {
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
            squares += (double) values[i] * values[i];
            largest = Math.max(largest, Math.abs(values[i]));
        }
        int count = to - from;
        double mean = sum / count;
        double variance = 0;
        for (int i = from; i < to; i++) {
            variance += (values[i] - mean) * (values[i] - mean);
        }
        return new Spread(count, Math.sqrt(variance / count), largest, squares / count);
    }
}
