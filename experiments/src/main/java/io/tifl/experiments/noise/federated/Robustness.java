package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.NoiseSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well a model bears the noise of a fleet's chips, with the measures of arXiv 2011.11840. Changes are in percent of the clean accuracy,
 * positive for a loss; accuracies lie between 0 and 1; halves of intervals are of 95 %, and null where there are too few chips or shards.
 *
 * @param clients whose chips are in it
 * @param chips of each level, of all clients together
 * @param examples of all clients together
 * @param cleanAccuracy {@code a0}
 * @param averageChange the mean of {@code 100 (a0 - a) / a0} over levels
 * @param margin half its interval over chips, of these shards
 * @param marginOfShards half its interval over shards too
 * @param aboveChance the mean over levels of {@code (a - 1/C) / (a0 - 1/C)}, which a low clean accuracy does not flatter; null if the clean
 *     model is no better than chance, by two standard errors: it has nothing to lose
 * @param area under the chance-corrected curve, from the clean model to the last level, as a share of what no noise would have; of profiles,
 *     which have no order, the mean
 * @param halfWay the level where accuracy is half-way to chance, interpolated; null if it is nowhere, or levels are profiles
 * @param worst the client whose own chips do worst
 */
public record Robustness(
        int clients,
        long chips,
        long examples,
        int classes,
        double cleanAccuracy,
        double averageChange,
        @Nullable Double margin,
        @Nullable Double marginOfShards,
        @Nullable Double aboveChance,
        @Nullable Double area,
        @Nullable Double halfWay,
        Worst worst,
        List<Level> levels) {
    public Robustness {
        levels = List.copyOf(levels);
    }

    /**
     * A point of the curve.
     *
     * @param name device and level
     * @param margin half the interval of {@code accuracy} over chips
     * @param normalised accuracy as a share of the clean one, {@code A}
     * @param change {@code c}, in percent
     * @param chipDeviation standard deviation of accuracy from chip to chip of one shard ({@link VarianceComponents})
     * @param shardDeviation and from shard to shard
     */
    public record Level(
            String name,
            double level,
            double accuracy,
            @Nullable Double margin,
            double normalised,
            double change,
            @Nullable Double aboveChance,
            @Nullable Double chipDeviation,
            @Nullable Double shardDeviation) {}

    /**
     * A client.
     *
     * @param accuracy mean over the chips of its own device, or of all levels if it has none
     * @param cleanAccuracy on its shard
     */
    public record Worst(String client, double accuracy, double cleanAccuracy) {}

    /** @throws IllegalArgumentException if there are no chips, or the clean model is right on no example */
    static Robustness of(PooledChips chips, NoiseSettings settings) {
        if (chips.isEmpty()) {
            throw new IllegalArgumentException("no client has answered");
        }
        double clean = chips.cleanAccuracy();
        if (clean == 0) {
            throw new IllegalArgumentException("the model is right on no example of the fleet, with or without noise");
        }
        Margin mean = chips.meanAccuracy().times(100 / clean);
        double chance = 1.0 / chips.classes();
        boolean isAbove = isAboveChance(clean, chance, chips.examples());
        List<Level> levels = levels(chips, settings, clean, isAbove ? chance : Double.NaN);
        boolean isCurve = settings.fleet().isEmpty();
        return new Robustness(
                chips.clients().size(),
                chips.chips(),
                chips.examples(),
                chips.classes(),
                clean,
                100 - mean.mean(),
                known(mean.half()),
                known(100 * chips.meanRatioOverShards().half()),
                isAbove ? corrected(mean.mean() / 100 * clean, clean, chance) : null,
                isAbove ? (Double) area(levels, clean, chance, isCurve) : null,
                isAbove && isCurve ? halfWay(levels, clean, chance) : null,
                worst(chips),
                levels);
    }

    private static List<Level> levels(PooledChips chips, NoiseSettings settings, double clean, double chance) {
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < settings.levels().size(); i++) {
            Margin accuracy = chips.accuracy(i);
            VarianceComponents components = chips.components(i);
            levels.add(new Level(
                    settings.levels().get(i).text(),
                    settings.levels().get(i).level(),
                    accuracy.mean(),
                    known(accuracy.half()),
                    accuracy.mean() / clean,
                    100 * (clean - accuracy.mean()) / clean,
                    corrected(accuracy.mean(), clean, chance),
                    known(components.chipDeviation()),
                    known(components.shardDeviation())));
        }
        return levels;
    }

    /** By more than guessing on so many examples would show now and then: two standard errors. */
    private static boolean isAboveChance(double clean, double chance, long examples) {
        return clean > chance + 2 * Math.sqrt(chance * (1 - chance) / examples);
    }

    static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : (Double) value;
    }

    private static @Nullable Double corrected(double accuracy, double clean, double chance) {
        return known((accuracy - chance) / (clean - chance));
    }

    private static double area(List<Level> levels, double clean, double chance, boolean isCurve) {
        double[] heights = levels.stream()
                .mapToDouble(level -> (level.accuracy() - chance) / (clean - chance))
                .toArray();
        if (!isCurve) {
            return IntStream.range(0, heights.length)
                    .mapToDouble(i -> heights[i])
                    .average()
                    .orElseThrow();
        }
        List<Integer> order = IntStream.range(0, heights.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> levels.get(i).level()))
                .toList();
        double area = 0;
        double at = 0;
        double height = 1;
        for (int i : order) {
            area += (levels.get(i).level() - at) * (heights[i] + height) / 2;
            at = levels.get(i).level();
            height = heights[i];
        }
        return area / at;
    }

    /** In the order of the levels, from the clean model on. */
    private static @Nullable Double halfWay(List<Level> levels, double clean, double chance) {
        double half = (clean + chance) / 2;
        double at = 0;
        double before = clean;
        for (Level level : levels) {
            double now = level.accuracy();
            if (now <= half && before > half) {
                return at + (before - half) / (before - now) * (level.level() - at);
            }
            at = level.level();
            before = now;
        }
        return null;
    }

    private static Worst worst(PooledChips chips) {
        return chips.clients().entrySet().stream()
                .map(Robustness::ofClient)
                .min(Comparator.comparingDouble(Worst::accuracy).thenComparing(Worst::client))
                .orElseThrow();
    }

    private static Worst ofClient(Map.Entry<String, ShardTally> one) {
        return new Worst(
                one.getKey(), one.getValue().accuracyOfItsOwn(), one.getValue().cleanAccuracy());
    }
}
