package io.tifl.experiments.noise;

import io.tifl.client.Examples;
import io.tifl.experiments.study.LearnerPool;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleConsumer;

/**
 * Many chips of one model, each judged on the same examples.
 *
 * @param levels of noise, at least one
 * @param trials chips per level, at least 1
 * @param seed of all chips: with the same seed, chips of two models meet the same chance
 */
public record NoiseTrials(AnalogDevice device, Scope scope, List<Double> levels, int trials, Seed seed) {
    public NoiseTrials {
        levels = List.copyOf(levels);
        if (levels.isEmpty() || trials < 1) {
            throw new IllegalArgumentException(
                    "at least one level and one trial are needed, got " + levels.size() + " and " + trials);
        }
        levels.forEach(device::check);
    }

    /**
     * Judges the clean model and all chips; as many at a time as the pool has learners, with the same result for any number.
     *
     * @param progress takes the share of the chips that are done, 0 to 1, on any thread
     * @throws IllegalArgumentException if the scope holds no tensor of the model, or a weight there is not finite
     */
    public NoiseCurve run(Parameters model, Examples examples, LearnerPool learners, DoubleConsumer progress)
            throws InterruptedException {
        NoisyWeights weights = new NoisyWeights(model, device, scope);
        long clean = learners.lend(learner -> learner.evaluate(model, examples)).correct();
        List<Callable<Long>> chips = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            for (int trial = 0; trial < trials; trial++) {
                chips.add(chip(weights, level, trial, examples, learners));
            }
        }
        List<Long> correct = all(chips, learners.size(), progress);
        List<NoiseCurve.Level> curve = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            curve.add(new NoiseCurve.Level(levels.get(level), correct.subList(level * trials, (level + 1) * trials)));
        }
        return new NoiseCurve(examples.classes(), examples.size(), clean, curve);
    }

    private Callable<Long> chip(NoisyWeights weights, int level, int trial, Examples examples, LearnerPool learners) {
        Seed own = seed.child(level).child(trial);
        return () -> {
            Parameters chip = weights.chip(levels.get(level), own);
            return learners.lend(learner -> learner.evaluate(chip, examples)).correct();
        };
    }

    private static List<Long> all(List<Callable<Long>> chips, int threads, DoubleConsumer progress)
            throws InterruptedException {
        List<Long> results = new ArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Long>> futures = chips.stream().map(workers::submit).toList();
            for (Future<Long> future : futures) {
                results.add(future.get());
                progress.accept((double) results.size() / futures.size());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a chip could not be judged: " + e.getMessage(), e);
        } finally {
            workers.shutdownNow();
        }
    }
}
