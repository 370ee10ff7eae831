package io.tifl.experiments.noise.study;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.experiments.noise.NoisyWeights;
import io.tifl.experiments.noise.zoo.ZooEntry;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * How much of the throughput of evaluation is left when every evaluation is of a new chip: noise drawn and added, and the weights read by
 * the engine, against the clean model over and over. Both alternate, on one thread; time is the thread's processor time, which other
 * programs disturb less than the clock's.
 */
final class Speed implements NoisePart {
    private static final List<String> NETWORKS = List.of("mlp2", "vgg6", "vgg6-bn", "res8", "depthwise");
    private static final double BAR = 0.8;
    private static final double LEVEL = 0.1;
    private static final int REPEATS = 9;
    private static final double SECONDS = 0.3;

    private final Measurements measurements;

    Speed(Measurements measurements) {
        this.measurements = measurements;
    }

    @Override
    public String id() {
        return "speed";
    }

    @Override
    public String title() {
        return "What noise costs in time";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.say(
                "Evaluations of a new chip each, over evaluations of the clean network, by examples per second of processor time on one"
                        + " thread: medians of " + REPEATS + " pairs that alternate, with their range.");
        MarkdownTable table = new MarkdownTable(
                "Throughput with noise over throughput without.",
                "model",
                "weights",
                "examples",
                "ms an evaluation",
                "ratio",
                "range");
        List<String> slow = new ArrayList<>();
        for (ZooEntry entry : measurements.entries()) {
            if (NETWORKS.contains(entry.name())) {
                progress.accept("speed: " + entry.name());
                Pairs pairs = pairs(entry);
                double[] ratios = pairs.ratios();
                double median = ratios[ratios.length / 2];
                if (median < BAR) {
                    slow.add(entry.name());
                }
                table.row(
                        entry.name(),
                        Format.words("%,d", pairs.weights()),
                        Format.words("%,d", pairs.examples()),
                        Format.words("%.1f", 1e3 * pairs.clean()),
                        Format.words("%.2f", median),
                        Format.words("%.2f to %.2f", ratios[0], ratios[ratios.length - 1]));
            }
        }
        findings.show(table);
        findings.claim(
                "with noise at least 80 % of the throughput is left",
                slow.isEmpty(), slow.isEmpty() ? "of all networks" : "less of " + slow);
        return findings;
    }

    /**
     * Seconds of processor time.
     *
     * @param clean an evaluation without noise, the median
     * @param ratios throughput with noise over throughput without, ascending
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pairs(int weights, int examples, double clean, double[] ratios) {}

    private Pairs pairs(ZooEntry entry) throws IOException, InterruptedException {
        Parameters model = measurements
                .model(entry, measurements.options().seeds().getFirst())
                .parameters();
        Examples examples = measurements.test(entry);
        NoisyWeights weights = new NoisyWeights(model, Noise.LAYER_STD.device(), Noise.LAYER_STD.scope());
        Seed seed = new Seed(measurements.options().seed());
        try (Learner learner = measurements.engine().open(entry.model())) {
            Work without = _ -> learner.evaluate(model, examples);
            Work with = chip -> learner.evaluate(weights.chip(LEVEL, seed.child(chip)), examples);
            int times = (int) Math.max(1, SECONDS / seconds(without, 2));
            double[] ratios = new double[REPEATS];
            double[] clean = new double[REPEATS];
            double _ = seconds(with, times);
            for (int i = 0; i < REPEATS; i++) {
                clean[i] = seconds(without, times);
                ratios[i] = clean[i] / seconds(with, times);
            }
            Arrays.sort(ratios);
            Arrays.sort(clean);
            return new Pairs(model.size(), examples.size(), clean[REPEATS / 2], ratios);
        }
    }

    private interface Work {
        Learner.Evaluation of(long chip) throws InterruptedException;
    }

    /** Of one evaluation. */
    private static double seconds(Work work, int times) throws InterruptedException {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int chip = 0; chip < times; chip++) {
            Learner.Evaluation _ = work.of(chip);
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began) / 1e9 / times;
    }
}
