package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Two runs of the same benchmarks side by side, paired by name.
 *
 * <p>Each figure gets an interval of 95 % for the ratio of the second run to the first, the wider of two: from the ranks of a
 * percentile within a run (the binomial spread of its place), which sees how many requests there were; and, where both runs have
 * several repeats, from a bootstrap over whole repeats (Efron 1979), which sees how much one differs from another. Within one repeat,
 * requests that queue behind each other depend on each other, so that the first alone is too narrow: several repeats say more.
 *
 * @param lines those found in both, in the order of the first
 * @param unpaired names found in one only, and in which
 */
public record Diff(List<Line> lines, List<String> unpaired) {
    private static final int DRAWS = 1000;
    private static final double NORMAL = 1.959964;

    public Diff {
        lines = List.copyOf(lines);
        unpaired = List.copyOf(unpaired);
    }

    /** Which way a figure went. */
    public enum Verdict {
        BETTER,
        WORSE,
        NO_DIFFERENCE;

        /** In words. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * One figure of one benchmark.
     *
     * @param figure p50, p95, p99 in seconds, or throughput in examples per second
     * @param ratio second to first
     * @param low of the interval of the ratio
     * @param high of it
     */
    public record Line(
            String benchmark,
            String figure,
            double first,
            double second,
            double ratio,
            double low,
            double high,
            Verdict verdict) {}

    /**
     * Compares.
     *
     * @param tolerance share of a figure by which it may change and still count as none, 0 or more: it is better or worse only if it
     *     changed by more, and the interval of the ratio does not hold 1
     */
    public static Diff of(List<BenchmarkResult> first, List<BenchmarkResult> second, double tolerance) {
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new IllegalArgumentException("a tolerance is a share of 0 or more, got " + tolerance);
        }
        Map<String, BenchmarkResult> before = byName(first);
        Map<String, BenchmarkResult> after = byName(second);
        List<Line> lines = new ArrayList<>();
        List<String> unpaired = new ArrayList<>();
        before.forEach((name, result) -> {
            BenchmarkResult other = after.remove(name);
            if (other == null) {
                unpaired.add(name + " is in the first only");
            } else {
                lines.addAll(new Pair(name, result, other, tolerance).lines());
            }
        });
        after.keySet().forEach(name -> unpaired.add(name + " is in the second only"));
        return new Diff(lines, unpaired);
    }

    // One name on two kinds of device are two things.
    private static Map<String, BenchmarkResult> byName(List<BenchmarkResult> results) {
        Map<String, BenchmarkResult> named = new LinkedHashMap<>();
        for (BenchmarkResult result : Merging.byKind(results)) {
            String name = result.spec().name();
            BenchmarkResult same = named.putIfAbsent(name, result);
            if (same != null) {
                named.put(name + " on " + result.device().kind(), result);
            }
        }
        return named;
    }

    /** Whether a figure became worse. */
    public boolean isWorse() {
        return lines.stream().anyMatch(line -> line.verdict() == Verdict.WORSE);
    }

    private record Pair(String name, BenchmarkResult first, BenchmarkResult second, double tolerance) {
        List<Line> lines() {
            Figures before = Figures.of(first);
            Figures after = Figures.of(second);
            List<Line> lines = new ArrayList<>();
            if (before.latency().count() > 0 && after.latency().count() > 0) {
                for (int percentile : new int[] {50, 95, 99}) {
                    lines.add(percentile(percentile, before, after));
                }
            }
            if (before.throughput() > 0 && after.throughput() > 0) {
                lines.add(throughput(before, after));
            }
            return lines;
        }

        private Line percentile(int percentile, Figures before, Figures after) {
            double first = before.percentile(percentile);
            double second = after.percentile(percentile);
            double[] one = ranks(before.latency(), percentile);
            double[] other = ranks(after.latency(), percentile);
            // Distances from the middle add up as squares, in logarithms.
            double low = StrictMath.exp(-distance(one[1] / first, second / other[0]));
            double high = StrictMath.exp(distance(first / one[0], other[1] / second));
            double ratio = second / first;
            return line(
                    "p" + percentile,
                    first,
                    second,
                    wider(
                            ratio * low,
                            ratio * high,
                            bootstrapped(
                                    before, after, repeats -> latency(repeats).percentile(percentile))),
                    false);
        }

        private static double distance(double one, double other) {
            double a = StrictMath.log(one);
            double b = StrictMath.log(other);
            return Math.sqrt(a * a + b * b);
        }

        private static double[] ranks(Latencies latencies, double percentile) {
            double share = percentile / 100;
            double spread = 100 * NORMAL * Math.sqrt(share * (1 - share) / latencies.count());
            double middle = latencies.percentile(percentile);
            return new double[] {
                latencies.percentile(Math.clamp(percentile - spread, 0, 100)),
                // Beyond the last rank nothing is known: at least as far again as the longest.
                percentile + spread > 100
                        ? latencies.longest() * latencies.longest() / middle
                        : latencies.percentile(percentile + spread)
            };
        }

        private Line throughput(Figures before, Figures after) {
            double ratio = after.throughput() / before.throughput();
            double spread = NORMAL
                    * Math.sqrt(1.0 / before.latency().count()
                            + 1.0 / after.latency().count());
            return line(
                    "throughput",
                    before.throughput(),
                    after.throughput(),
                    wider(
                            ratio * StrictMath.exp(-spread),
                            ratio * StrictMath.exp(spread),
                            bootstrapped(before, after, Pair::rate)),
                    true);
        }

        private static double rate(List<Measurement> repeats) {
            double wall = repeats.stream().mapToDouble(Figures::seconds).sum();
            double answered = repeats.stream()
                    .mapToDouble(
                            repeat -> (double) repeat.batch() * repeat.counts().answered())
                    .sum();
            return answered / wall;
        }

        private static Latencies latency(List<Measurement> repeats) {
            return Latencies.merged(
                    repeats.stream().map(repeat -> repeat.stage(Stage.LATENCY)).toList());
        }

        /** A figure of some repeats. */
        private interface Measure {
            double of(List<Measurement> repeats);
        }

        /** The interval of the ratio over drawn repeats; empty if a run has only one. */
        private double[] bootstrapped(Figures before, Figures after, Measure measure) {
            if (before.repeats().size() < 2 || after.repeats().size() < 2) {
                return new double[0];
            }
            RandomGenerator chance = new Seed(1).child(name).generator();
            double[] ratios = new double[DRAWS];
            for (int i = 0; i < DRAWS; i++) {
                ratios[i] = measure.of(drawn(after.repeats(), chance)) / measure.of(drawn(before.repeats(), chance));
            }
            Arrays.sort(ratios);
            return new double[] {ratios[DRAWS / 40], ratios[DRAWS - 1 - DRAWS / 40]};
        }

        private static List<Measurement> drawn(List<Measurement> repeats, RandomGenerator chance) {
            List<Measurement> drawn = new ArrayList<>();
            for (int i = 0; i < repeats.size(); i++) {
                drawn.add(repeats.get(chance.nextInt(repeats.size())));
            }
            return drawn;
        }

        private static double[] wider(double low, double high, double[] other) {
            return other.length == 0
                    ? new double[] {low, high}
                    : new double[] {Math.min(low, other[0]), Math.max(high, other[1])};
        }

        private Line line(String figure, double first, double second, double[] interval, boolean moreIsBetter) {
            double ratio = second / first;
            Verdict verdict = Verdict.NO_DIFFERENCE;
            if (interval[0] > 1 && ratio > 1 + tolerance) {
                verdict = moreIsBetter ? Verdict.BETTER : Verdict.WORSE;
            } else if (interval[1] < 1 && 1 / ratio > 1 + tolerance) {
                verdict = moreIsBetter ? Verdict.WORSE : Verdict.BETTER;
            }
            return new Line(name, figure, first, second, ratio, interval[0], interval[1], verdict);
        }
    }
}
