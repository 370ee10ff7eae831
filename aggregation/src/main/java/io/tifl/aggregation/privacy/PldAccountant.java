package io.tifl.aggregation.privacy;

import io.tifl.aggregation.privacy.Mechanism.Neighbours;
import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Accountant.requireAddable(neighbours, mechanism, times);
        if (isTooLittle(mechanism)) {
            throw new IllegalArgumentException("noise of " + asRound(mechanism).relativeNoise()
                    + " times what a client moves is less than " + LEAST_NOISE + ": it protects nobody");
        }
        SampledGaussian round = asRound(mechanism);
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

    /** Whether the noise is less than this accountant takes: no epsilon worth naming goes with it. */
    public static boolean isTooLittle(Mechanism mechanism) {
        return asRound(mechanism).relativeNoise() < LEAST_NOISE;
    }

    private static SampledGaussian asRound(Mechanism mechanism) {
        return switch (mechanism) {
            case SampledGaussian sampled -> sampled;
            // To publish the nodes of a tree is to publish one vector that a client moves by this much.
            case GaussianTree tree ->
                new SampledGaussian(Sampling.POISSON, 1, tree.noiseMultiplier() / Math.sqrt(tree.squaredSensitivity()));
        };
    }

    /** The rounds that everybody is in, as one. */
    private Optional<SampledGaussian> plain() {
        Sampling sampling = neighbours == Neighbours.SUBSTITUTE ? Sampling.FIXED_SIZE : Sampling.POISSON;
        return plainPrecision == 0
                ? Optional.empty()
                : Optional.of(new SampledGaussian(sampling, 1, 1 / Math.sqrt(plainPrecision)));
    }

    /** Whether rounds that everybody is in have together less noise than one may have. */
    private boolean isHopeless() {
        return plain().map(PldAccountant::isTooLittle).orElse(false);
    }

    private List<LossSum> sums() {
        if (sums.isEmpty()) {
            Map<SampledGaussian, Long> all = new LinkedHashMap<>(rounds);
            plain().ifPresent(round -> all.put(round, 1L));
            sums = all.isEmpty() ? List.of() : sums(all.keySet(), List.copyOf(all.values()));
        }
        return sums;
    }

    /** For each way of telling neighbours apart, on a grid that neither the losses of a round nor their sum are too long for. */
    private static List<LossSum> sums(Set<SampledGaussian> rounds, List<Long> times) {
        double finest =
                rounds.stream().mapToDouble(LossDistribution::fineStep).min().orElseThrow();
        for (double step = finest; ; step *= 2) {
            double one = step;
            if (rounds.stream().anyMatch(round -> LossDistribution.points(round, one) > MOST_POINTS)) {
                continue;
            }
            List<List<LossDistribution>> byRound = rounds.stream()
                    .map(round -> LossDistribution.of(round, one))
                    .toList();
            int ways = byRound.getFirst().size();
            List<LossSum> sums = IntStream.range(0, ways)
                    .mapToObj(way ->
                            byRound.stream().map(losses -> losses.get(way)).toList())
                    .flatMap(losses -> LossSum.of(losses, times, MOST_POINTS).stream())
                    .toList();
            if (sums.size() == ways) {
                return sums;
            }
        }
    }
}
