package io.tifl.leaf;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * How many examples users have, in the figures that papers on federated data state.
 *
 * @param users how many there are, those without examples among them
 * @param examples of all users together
 * @param min the fewest of a user; 0 if there is no user, as all that follow
 * @param median the mean of the two in the middle where users are even in number
 * @param deviation standard deviation over the users, dividing by their number
 * @param skewness third standardised moment, dividing by the number of users; 0 where all have the same
 */
public record SizeStatistics(
        long users, long examples, int min, double mean, double median, double deviation, double skewness, int max) {
    /** @param sizes examples of each user, 0 or more */
    public static SizeStatistics of(int[] sizes) {
        int[] sorted = sizes.clone();
        Arrays.sort(sorted);
        int users = sorted.length;
        if (users == 0) {
            return new SizeStatistics(0, 0, 0, 0, 0, 0, 0, 0);
        }
        if (sorted[0] < 0) {
            throw new IllegalArgumentException("a user has 0 or more examples, got " + sorted[0]);
        }
        long examples = Arrays.stream(sorted).asLongStream().sum();
        double mean = (double) examples / users;
        double deviation = Math.sqrt(moment(sorted, mean, 2));
        return new SizeStatistics(
                users,
                examples,
                sorted[0],
                mean,
                (sorted[(users - 1) / 2] + (double) sorted[users / 2]) / 2,
                deviation,
                deviation == 0 ? 0 : moment(sorted, mean, 3) / (deviation * deviation * deviation),
                sorted[users - 1]);
    }

    private static double moment(int[] sizes, double mean, int order) {
        return deviations(sizes, mean).map(d -> order == 2 ? d * d : d * d * d).sum() / sizes.length;
    }

    private static DoubleStream deviations(int[] sizes, double mean) {
        return Arrays.stream(sizes).mapToDouble(size -> size - mean);
    }
}
