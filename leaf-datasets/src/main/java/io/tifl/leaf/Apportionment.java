package io.tifl.leaf;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Splits a whole number in given proportions by the largest remainder (Hamilton); ties go to the first. */
final class Apportionment {
    private Apportionment() {}

    /**
     * Parts that sum to {@code total} exactly, each less than one away from its exact proportion.
     *
     * @param weights 0 or more, at least one above 0 unless {@code total} is 0
     */
    static int[] of(int total, double[] weights) {
        double sum = Arrays.stream(weights).sum();
        int[] parts = new int[weights.length];
        if (total == 0) {
            return parts;
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("nobody to share " + total);
        }
        double[] remainders = new double[weights.length];
        int given = 0;
        for (int i = 0; i < weights.length; i++) {
            double exact = total * (weights[i] / sum);
            parts[i] = (int) Math.floor(exact);
            remainders[i] = exact - parts[i];
            given += parts[i];
        }
        IntStream.range(0, weights.length)
                .filter(i -> weights[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -remainders[i]))
                .limit(total - given)
                .forEach(i -> parts[i]++);
        return parts;
    }
}
