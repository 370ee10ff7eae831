package io.tifl.experiments.noise;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.experiments.study.LearnerPool;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/**
 * Many chips of one model, each judged on the same examples.
 *
 * @param levels of noise, at least one
 * @param trials chips per level, at least 1
 * @param seed of all chips: with the same seed, chips of two models meet the same chance
 * @param examplesPerReading after how many examples a chip is read anew, as of noise {@code per} reading; 0 for one reading for all. Every
 *     reading costs as much as a chip
 */
public record NoiseTrials(
        AnalogDevice device, Scope scope, List<Double> levels, int trials, Seed seed, int examplesPerReading) {
    public NoiseTrials {
        levels = List.copyOf(levels);
        if (levels.isEmpty() || trials < 1) {
            throw new IllegalArgumentException(
                    "at least one level and one trial are needed, got " + levels.size() + " and " + trials);
        }
        if (examplesPerReading < 0) {
            throw new IllegalArgumentException(
                    "a reading serves 1 or more examples, or with 0 all of them; got " + examplesPerReading);
        }
        levels.forEach(device::check);
    }

    /** Chips that are read once. */
    public NoiseTrials(AnalogDevice device, Scope scope, List<Double> levels, int trials, Seed seed) {
        this(device, scope, levels, trials, seed, 0);
    }

    /** The same chips, read anew after so many examples. */
    public NoiseTrials withExamplesPerReading(int count) {
        return new NoiseTrials(device, scope, levels, trials, seed, count);
    }

    /** The same chips, with noise on one tensor and all others clean. */
    NoiseTrials onlyOf(String tensor) {
        return new NoiseTrials(device, scope.onlyOf(tensor), levels, trials, seed, examplesPerReading);
    }

    /**
     * Judges the clean model, as the learner evaluates it, and all chips, as {@link ChipJudge} does, its ranges being those on the first of
     * the examples; as many at a time as the pool has learners, with the same result for any number. When it returns
     * or throws, no chip is being judged any more.
     *
     * @param progress takes the share of the chips that are done, 0 to 1, on the calling thread
     * @throws IllegalArgumentException if the scope holds no tensor of the model, or a weight there is not finite
     * @throws IllegalStateException if a chip could not be judged
     */
    public NoiseCurve run(Parameters model, Examples examples, LearnerPool learners, DoubleConsumer progress)
            throws InterruptedException {
        NoisyWeights weights = new NoisyWeights(model, device, scope);
        long clean = learners.lend(learner -> learner.evaluate(model, examples)).correct();
        ModelSpec spec = learners.lend(Learner::spec);
        ChipJudge judge = ChipJudge.of(device, spec, model, examples);
        List<Callable<Long>> chips = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            for (int trial = 0; trial < trials; trial++) {
                chips.add(chip(weights, judge, level, trial, examples, learners));
            }
        }
        List<Long> correct = all(chips, learners.size(), progress);
        List<NoiseCurve.Level> curve = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            curve.add(new NoiseCurve.Level(levels.get(level), correct.subList(level * trials, (level + 1) * trials)));
        }
        return new NoiseCurve(examples.classes(), examples.size(), clean, curve);
    }

    private Callable<Long> chip(
            NoisyWeights weights, ChipJudge judge, int level, int trial, Examples examples, LearnerPool learners) {
        Seed own = seed.child(level).child(trial);
        return () -> learners.lend(learner -> correct(weights, judge, levels.get(level), own, examples, learner));
    }

    private long correct(
            NoisyWeights weights, ChipJudge judge, double level, Seed own, Examples examples, Learner learner)
            throws InterruptedException {
        int step = examplesPerReading == 0 ? Math.max(1, examples.size()) : examplesPerReading;
        long correct = 0;
        for (int from = 0, reading = 0; from < examples.size(); from += step, reading++) {
            int to = Math.min(examples.size(), from + step);
            Examples some = to - from == examples.size()
                    ? examples
                    : examples.subset(IntStream.range(from, to).toArray());
            correct += judge.correct(weights.chip(level, own, reading), some, learner);
        }
        return correct;
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
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalStateException("a chip could not be judged: " + cause.getMessage(), cause);
        } finally {
            workers.shutdownNow();
            workers.close();
        }
    }
}
