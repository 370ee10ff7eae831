package io.tifl.experiments.noise;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.task.LocalTask;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@code noise}: a population of analog chips that hold the order's model, each judged on the client's test examples. Neither examples nor
 * noisy weights leave the client.
 *
 * <p>Settings: {@code device} ({@code gaussian}), settings of it as {@code device-scale}, {@code scope} ({@code weights}), {@code levels}
 * ({@code 0.01,0.05,0.1,0.2,0.3,0.4}), {@code trials} (10) chips of each level, {@code samples} (0, all): most test examples to judge on.
 * Metrics: {@code examples}, {@code classes}, {@code clean}, of how many the model is right without noise, and {@code level-L-chip-C}, of how
 * many each chip is; levels and chips count from 0. A client's chips are its own: they come from the order's seed.
 */
public final class NoiseTask implements LocalTask {
    static final String LEVELS = "0.01,0.05,0.1,0.2,0.3,0.4";

    /** What one reply can carry. */
    private static final int MOST_CHIPS = 1000;

    @Override
    public String name() {
        return "noise";
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException {
        Settings settings = order.settings();
        NoiseSettings.requireOnly(settings, Set.of("levels", "trials", "samples"));
        NoiseSettings noise = NoiseSettings.of(settings);
        List<Double> levels = NoiseSettings.levels(settings.text("levels", LEVELS));
        int trials = settings.integer("trials", 10);
        if (trials < 1 || (long) trials * levels.size() > MOST_CHIPS) {
            throw new IllegalArgumentException(
                    "a reply tells of 1 to " + MOST_CHIPS + " chips, got " + levels.size() + " levels of " + trials);
        }
        levels.forEach(noise.device()::check);
        Examples examples = first(context.data().test(), settings.integer("samples", 0));
        Learner learner = context.learner();
        Parameters model = order.model().parameters();
        NoisyWeights weights = new NoisyWeights(model, noise.device(), noise.scope());
        Metrics metrics = Metrics.of("examples", examples.size())
                .with("classes", examples.classes())
                .with("clean", (double) learner.evaluate(model, examples).correct());
        Seed seed = new Seed(order.seed()).child("noise");
        for (int level = 0; level < levels.size(); level++) {
            for (int chip = 0; chip < trials; chip++) {
                Parameters noisy =
                        weights.chip(levels.get(level), seed.child(level).child(chip));
                metrics = metrics.with(metric(level, chip), (double)
                        learner.evaluate(noisy, examples).correct());
                context.progress().accept((level * trials + chip + 1.0) / (levels.size() * trials));
            }
        }
        return new Result.Measurement(metrics);
    }

    static String metric(int level, int chip) {
        return "level-" + level + "-chip-" + chip;
    }

    private static Examples first(Examples examples, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("setting 'samples' must be 0 or more, got " + most);
        }
        return most == 0 || most >= examples.size()
                ? examples
                : examples.subset(IntStream.range(0, most).toArray());
    }
}
