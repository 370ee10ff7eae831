package io.tifl.experiments.noise.federated;

import java.util.List;

/**
 * How much of the spread of chips' accuracies lies between chips on the same shard, and how much between shards: the analysis of variance
 * of one random factor with groups of unequal size (Searle, Casella and McCulloch, Variance Components, 1992, section 3.6).
 *
 * <p>Chip {@code j} of shard {@code i} has the accuracy {@code y_ij = m + s_i + c_ij}, {@code s_i} of variance {@code S} and {@code c_ij} of
 * variance {@code C}, all independent. Of {@code g} shards with {@code n_i} chips, {@code N} in all:
 *
 * <ul>
 *   <li>{@code MSW = sum_ij (y_ij - y_i)^2 / (N - g)} has the expectation {@code C};
 *   <li>{@code MSB = sum_i n_i (y_i - y)^2 / (g - 1)} has the expectation {@code C + n0 S}, with {@code n0 = (N - sum_i n_i^2 / N) / (g - 1)};
 *   <li>so {@code C} is estimated by {@code MSW} and {@code S} by {@code (MSB - MSW) / n0}, and by 0 if that is negative.
 * </ul>
 *
 * Both estimates are unbiased but for that cut. A chip is judged on its shard's examples alone: {@code C} has in it what a chip happens to
 * do to these examples, and {@code S} that a shard's examples are harder, and that there are few of them.
 *
 * @param chips {@code C}; NaN if no shard has two chips
 * @param shards {@code S}; NaN if there is one shard, or {@code C} is unknown
 */
record VarianceComponents(double chips, double shards) {
    /**
     * The chips of a shard.
     *
     * @param count of chips, at least 1
     * @param mean of their accuracies
     * @param squaredDeviations of their accuracies from this mean, added up
     */
    record Group(long count, double mean, double squaredDeviations) {}

    static VarianceComponents of(List<Group> groups) {
        double all = groups.stream().mapToLong(Group::count).sum();
        double degreesWithin = all - groups.size();
        if (degreesWithin < 1) {
            return new VarianceComponents(Double.NaN, Double.NaN);
        }
        double within = groups.stream().mapToDouble(Group::squaredDeviations).sum() / degreesWithin;
        if (groups.size() < 2) {
            return new VarianceComponents(within, Double.NaN);
        }
        double mean = groups.stream()
                        .mapToDouble(group -> group.count() * group.mean())
                        .sum()
                / all;
        double between = 0;
        double squaredCounts = 0;
        for (Group group : groups) {
            between += group.count() * (group.mean() - mean) * (group.mean() - mean);
            squaredCounts += (double) group.count() * group.count();
        }
        double degreesBetween = groups.size() - 1.0;
        double usual = (all - squaredCounts / all) / degreesBetween;
        return new VarianceComponents(within, Math.max(0, (between / degreesBetween - within) / usual));
    }

    double chipDeviation() {
        return Math.sqrt(chips);
    }

    double shardDeviation() {
        return Math.sqrt(shards);
    }
}
