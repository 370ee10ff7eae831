package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.result.Verdict;
import io.tifl.experiments.benchmark.spec.Prices;
import io.tifl.experiments.benchmark.spec.Workload;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The figures of a result that others are compared by. Those of a search for the peak are those of the highest rate that met the
 * objective, or of the lowest that was tried if none did.
 *
 * <p>Cost, energy and carbon dioxide are per answered example, which of batches of one is a request (InferBench, arXiv 2011.02327):
 * cost per 1000 is {@code price / (3600 throughput) 1000}, energy is joules over answers, carbon dioxide is {@code joules / 3.6e6} times
 * the grid's grams per kilowatt-hour times the building's overhead.
 *
 * @param repeats it stands for
 * @param offered requests per second that were planned; 0 in closed loops
 * @param throughput examples answered per second
 * @param goodput requests per second answered within the limit
 * @param attainment share of requests answered within the limit
 * @param costPer1000 in the price's currency; NaN if nobody said a price
 * @param joules per example; NaN if unknown
 * @param grams of carbon dioxide per example; NaN if unknown
 * @param gflops billions of the model's operations per second; NaN if the model is unknown
 */
public record Figures(
        List<Measurement> repeats,
        Latencies latency,
        double offered,
        double throughput,
        double goodput,
        double attainment,
        double costPer1000,
        double joules,
        double grams,
        double gflops) {
    private static final double JOULES_PER_KWH = 3.6e6;

    public Figures {
        repeats = List.copyOf(repeats);
    }

    public static Figures of(BenchmarkResult result) {
        List<Measurement> repeats = result.spec().workload().mode() == Workload.Mode.PROGRESSIVE
                ? atPeak(result.repeats())
                : result.repeats();
        double wall = repeats.stream().mapToDouble(Figures::seconds).sum();
        Counts counts = repeats.stream().map(Measurement::counts).reduce(Counts.none(), Counts::plus);
        double throughput = per(answered(repeats), wall);
        double joules = joules(result);
        Prices prices = result.spec().prices();
        return new Figures(
                repeats,
                latency(repeats),
                repeats.stream().mapToDouble(Measurement::offered).average().orElse(0),
                throughput,
                per((double) counts.ok(), wall),
                per((double) counts.ok(), (double) counts.total()),
                prices.perHour() > 0 && throughput > 0 ? prices.perHour() / (3600 * throughput) * 1000 : Double.NaN,
                joules,
                joules / JOULES_PER_KWH * prices.gramsPerKwh() * prices.overhead(),
                gflops(result.cost(), result, repeats, throughput));
    }

    private static List<Measurement> atPeak(List<Measurement> tried) {
        Comparator<Measurement> byRate = Comparator.comparingDouble(Measurement::offered);
        return tried.stream()
                .filter(repeat -> repeat.verdict().outcome() == Verdict.Outcome.PASS)
                .max(byRate)
                .or(() -> tried.stream().min(byRate))
                .map(List::of)
                .orElse(List.of());
    }

    private static Latencies latency(List<Measurement> repeats) {
        return Latencies.merged(
                repeats.stream().map(repeat -> repeat.stage(Stage.LATENCY)).toList());
    }

    private static double answered(List<Measurement> repeats) {
        return repeats.stream()
                .mapToDouble(repeat -> (double) repeat.batch() * repeat.counts().answered())
                .sum();
    }

    static double seconds(Measurement repeat) {
        return repeat.wall().toNanos() / 1e9;
    }

    private static double per(double amount, double whole) {
        return whole == 0 ? 0 : amount / whole;
    }

    private static double joules(BenchmarkResult result) {
        double answered = answered(result.repeats());
        return result.energy().source() == Energy.Source.UNKNOWN || answered == 0
                ? Double.NaN
                : result.energy().joules() / answered;
    }

    // A server that waits for requests computes faster than it answers: while it computes is told only where nothing is
    // batched.
    private static double gflops(
            Optional<ModelCost> cost, BenchmarkResult result, List<Measurement> repeats, double throughput) {
        if (cost.isEmpty()) {
            return Double.NaN;
        }
        Latencies inference = Latencies.merged(
                repeats.stream().map(repeat -> repeat.stage(Stage.INFERENCE)).toList());
        boolean alone = result.spec().server().maxBatch() == 1 && inference.count() > 0 && inference.mean() > 0;
        double computing = alone ? result.spec().workload().batch() / inference.mean() : 0;
        return cost.get().operations() * Math.max(throughput, computing) / 1e9;
    }

    /** The latency that so many per cent did not exceed, in seconds; NaN for none. */
    public double percentile(double percentile) {
        return latency.count() == 0 ? Double.NaN : latency.percentile(percentile);
    }

    /** Whether every repeat met the objective, with the confidence asked for. */
    public boolean passed() {
        return !repeats.isEmpty()
                && repeats.stream().allMatch(repeat -> repeat.verdict().outcome() == Verdict.Outcome.PASS);
    }
}
