package io.tifl.experiments.noise;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How much of the throughput of evaluation is left when every evaluation is of a new chip: noise drawn and added, and the weights read by the
 * engine, against the same clean model over and over, which the engine reads once. Both alternate; the median ratio and its range are
 * printed, by the wall clock and by the processor time of the thread, which other programs disturb less.
 *
 * <p>Run its {@code main} with the module's test class path and the flags of {@code tifl.jvm.flags}; with {@code pcm} and a number of seconds
 * as arguments for another device and level.
 */
public final class NoiseBenchmark {
    private static final int EXAMPLES = 1000;
    private static final int REPEATS = 15;
    private static final double SECONDS = 0.5;

    private NoiseBenchmark() {}

    public static void main(String[] args) throws InterruptedException {
        AnalogDevice device = AnalogDevice.named(args.length > 0 ? args[0] : "gaussian", Settings.none());
        double level = args.length > 1 ? Double.parseDouble(args[1]) : 0.1;
        compare("vgg, width 8", new ModelSpec("vgg", Settings.none()), List.of(3, 32, 32), device, level);
        compare(
                "vgg, width 8, batch-norm",
                new ModelSpec("vgg", Settings.of(Map.of("batch-norm", "true"))),
                List.of(3, 32, 32),
                device,
                level);
        compare(
                "mlp, 784-200-10",
                new ModelSpec("mlp", Settings.of(Map.of("inputs", "784", "classes", "10"))),
                List.of(784),
                device,
                level);
    }

    private static void compare(String name, ModelSpec spec, List<Integer> shape, AnalogDevice device, double level)
            throws InterruptedException {
        Examples examples = Trained.examples(shape, EXAMPLES, 1);
        try (Learner learner = new CompiledLearnerFactory().open(spec)) {
            Parameters model = learner.initial(1);
            NoisyWeights weights = new NoisyWeights(model, device, Scope.WEIGHTS);
            Work clean = _ -> learner.evaluate(model, examples).correct();
            Work noisy = chip -> learner.evaluate(weights.chip(level, new Seed(chip)), examples)
                    .correct();
            int times = Math.max(1, (int) (SECONDS / seconds(clean, 5)));
            measure(noisy, times);
            measure(clean, times);
            double[] wall = new double[REPEATS];
            double[] processor = new double[REPEATS];
            double[] each = new double[REPEATS];
            for (int i = 0; i < REPEATS; i++) {
                Times without = measure(clean, times);
                Times with = measure(noisy, times);
                wall[i] = without.wall() / with.wall();
                processor[i] = without.processor() / with.processor();
                each[i] = 1000 * without.processor() / times;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d weights, %s at %s: %.2f ms an evaluation of %d examples; ratio by the wall clock %s, by"
                            + " processor time %s%n",
                    name,
                    model.size(),
                    device.name(),
                    level,
                    median(each),
                    EXAMPLES,
                    range(wall),
                    range(processor));
        }
    }

    /** An evaluation. */
    private interface Work {
        long of(int chip) throws InterruptedException;
    }

    private record Times(double wall, double processor) {}

    private static double seconds(Work work, int times) throws InterruptedException {
        measure(work, times);
        return measure(work, times).wall() / times;
    }

    private static Times measure(Work work, int times) throws InterruptedException {
        LongSupplier processor = ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
        long began = System.nanoTime();
        long used = processor.getAsLong();
        long correct = 0;
        for (int chip = 0; chip < times; chip++) {
            correct += work.of(chip);
        }
        if (correct < 0) {
            throw new IllegalStateException("fewer than no examples were right");
        }
        return new Times((System.nanoTime() - began) / 1e9, (processor.getAsLong() - used) / 1e9);
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static String range(double[] ratios) {
        double[] sorted = Arrays.stream(ratios).sorted().toArray();
        return String.format(
                Locale.ROOT, "%.3f (%.3f to %.3f)", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }
}
