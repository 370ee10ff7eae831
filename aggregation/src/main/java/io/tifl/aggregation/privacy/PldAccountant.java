package io.tifl.aggregation.privacy;

import io.tifl.aggregation.privacy.Mechanism.Neighbours;
import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Adds up privacy losses by their distributions (Koskela, Jälkö and Honkela, "Computing tight differential privacy guarantees
 * using FFT", AISTATS 2020), on a grid that overstates them a little.
 *
 * <p>Tight: within a thousandth of the least epsilon there is, for deltas from 1e-9 on and up to a million rounds. The time
 * depends on how many kinds of mechanisms were added, not on how often. Not thread-safe.
 */
public final class PldAccountant implements Accountant {
    /** Below this, one use of data has lost what there was to keep. */
    private static final double LEAST_NOISE = 0.05;

    private static final int MOST_POINTS = 1 << 21;

    private final Map<SampledGaussian, Long> rounds = new LinkedHashMap<>();
    /** Of the rounds that everybody is in, the sum of 1 over the square of the noise multiplier. */
    private double plainPrecision;

    private @Nullable Neighbours neighbours;
    private List<LossSum> sums = List.of();

    @Override
    public void add(Mechanism mechanism, long times) {
        if (times < 0) {
            throw new IllegalArgumentException("times must be at least 0, got " + times);
        }
        Accountant.requireSame(neighbours, mechanism);
        SampledGaussian round = switch (mechanism) {
            case SampledGaussian sampled -> sampled;
            // To publish the nodes of a tree is to publish one vector that a client moves by this much.
            case GaussianTree tree ->
                new SampledGaussian(Sampling.POISSON, 1, tree.noiseMultiplier() / Math.sqrt(tree.squaredSensitivity()));
        };
        double noise = round.noiseMultiplier() / moves(round.neighbours());
        if (noise < LEAST_NOISE) {
            throw new IllegalArgumentException("noise of " + noise + " times what a client moves is less than "
                    + LEAST_NOISE + ": it protects nobody");
        }
        neighbours = mechanism.neighbours();
        if (times == 0 || round.rate() == 0 || round.tierChance() == 0) {
            return;
        }
        if (round.rate() == 1 && round.tierChance() == 1) {
            // Several normal distributions apart are one, farther apart.
            plainPrecision += times / (round.noiseMultiplier() * round.noiseMultiplier());
        } else {
            rounds.merge(round, times, Math::addExact);
        }
        sums = List.of();
    }

    @Override
    public double epsilon(double delta) {
        Accountant.requireDelta(delta);
        return isHopeless()
                ? Double.POSITIVE_INFINITY
                : sums().stream().mapToDouble(sum -> sum.epsilon(delta)).max().orElse(0);
    }

    /**
     * The least delta that can be shown for an epsilon.
     *
     * @param epsilon at least 0
     */
    public double delta(double epsilon) {
        if (!(epsilon >= 0)) {
            throw new IllegalArgumentException("epsilon must be at least 0, got " + epsilon);
        }
        return isHopeless()
                ? 1
                : sums().stream().mapToDouble(sum -> sum.delta(epsilon)).max().orElse(0);
    }

    /** What a client moves a sum by, in clip norms. */
    private static double moves(@Nullable Neighbours neighbours) {
        return neighbours == Neighbours.SUBSTITUTE ? 2 : 1;
    }

    /** Whether rounds that everybody is in have together less noise than one may have. */
    private boolean isHopeless() {
        return 1 / Math.sqrt(plainPrecision) / moves(neighbours) < LEAST_NOISE;
    }

    private List<LossSum> sums() {
        Map<SampledGaussian, Long> all = new LinkedHashMap<>(rounds);
        if (plainPrecision > 0) {
            Sampling sampling = neighbours == Neighbours.SUBSTITUTE ? Sampling.FIXED_SIZE : Sampling.POISSON;
            all.merge(new SampledGaussian(sampling, 1, 1 / Math.sqrt(plainPrecision)), 1L, Long::sum);
        }
        if (sums.isEmpty() && !all.isEmpty()) {
            List<Long> times = List.copyOf(all.values());
            double step = all.keySet().stream()
                    .mapToDouble(LossDistribution::fineStep)
                    .min()
                    .orElseThrow();
            List<List<LossDistribution>> ways = ways(all.keySet(), step, times);
            sums = ways.stream().map(losses -> LossSum.of(losses, times)).toList();
        }
        return sums;
    }

    /** The losses of all rounds, for each way of telling neighbours apart, on a grid that neither they nor their sum are too long for. */
    private static List<List<LossDistribution>> ways(Set<SampledGaussian> rounds, double finest, List<Long> times) {
        for (double step = finest; ; step *= 2) {
            double one = step;
            if (rounds.stream().anyMatch(round -> LossDistribution.points(round, one) > MOST_POINTS)) {
                continue;
            }
            List<List<LossDistribution>> byRound = rounds.stream()
                    .map(round -> LossDistribution.of(round, one))
                    .toList();
            List<List<LossDistribution>> ways = IntStream.range(
                            0, byRound.getFirst().size())
                    .mapToObj(way ->
                            byRound.stream().map(losses -> losses.get(way)).toList())
                    .toList();
            if (ways.stream().allMatch(losses -> LossSum.size(losses, times) <= MOST_POINTS)) {
                return ways;
            }
        }
    }
}
