package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which of the measured configurations to take. Only what was measured counts: a configuration fits if a run of it at this rate or a
 * higher one kept the percentile within the limit. Of those that fit, the cheapest per hour is best, those of unknown price last, then
 * the one with the lowest percentile.
 *
 * @param best empty if none fits
 * @param runnersUp that fit too, best first
 * @param refused the others, each with the reason
 */
public record Recommendation(Optional<Choice> best, List<Choice> runnersUp, List<String> refused) {
    public Recommendation {
        runnersUp = List.copyOf(runnersUp);
        refused = List.copyOf(refused);
    }

    /**
     * What is asked for.
     *
     * @param rate requests per second, above 0
     * @param percentile above 0 and below 100
     * @param priceCap most that an hour may cost
     */
    public record Wish(double rate, double percentile, Duration limit, OptionalDouble priceCap) {
        public Wish {
            if (!(rate > 0) || !(percentile > 0) || !(percentile < 100) || limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException(
                        "expected a positive rate and limit, and a percentile between 0 and 100, got " + rate
                                + " requests/s, " + limit.toNanos() / 1e6 + " ms and " + percentile);
            }
        }
    }

    /** A configuration that fits, and why. */
    public record Choice(BenchmarkResult result, double latency, double perHour, String reason) {}

    public static Recommendation of(List<BenchmarkResult> results, Wish wish) {
        List<Choice> fitting = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (BenchmarkResult result : Merging.byKind(results)) {
            String name = result.spec().name() + " on " + result.device().name();
            Optional<String> obstacle = obstacle(result, wish);
            if (obstacle.isPresent()) {
                refused.add(name + ": " + obstacle.get());
            } else {
                fitting.add(choice(result, wish));
            }
        }
        fitting.sort(Comparator.comparingDouble(
                        (Choice choice) -> choice.perHour() > 0 ? choice.perHour() : Double.MAX_VALUE)
                .thenComparingDouble(Choice::latency)
                .thenComparing(choice -> choice.result().spec().name()));
        return new Recommendation(
                fitting.stream().findFirst(), fitting.stream().skip(1).toList(), refused);
    }

    private static Optional<String> obstacle(BenchmarkResult result, Wish wish) {
        Figures figures = Figures.of(result);
        double limit = wish.limit().toNanos() / 1e9;
        double rate = rate(result, figures);
        double perHour = result.spec().prices().perHour();
        if (figures.latency().count() == 0) {
            return Optional.of("nothing was answered");
        }
        if (figures.repeats().stream().anyMatch(repeat -> repeat.verdict().outcome() == Verdict.Outcome.INVALID)) {
            return Optional.of("its run shows nothing: "
                    + figures.repeats().getFirst().verdict().reason());
        }
        if (wish.priceCap().isPresent() && perHour > wish.priceCap().getAsDouble()) {
            return Optional.of(Labels.number(perHour) + " per hour is above the cap of "
                    + Labels.number(wish.priceCap().getAsDouble()));
        }
        if (wish.priceCap().isPresent() && perHour == 0) {
            return Optional.of("nobody said its price, so no cap can be kept");
        }
        if (rate < wish.rate()) {
            return Optional.of("measured up to " + Labels.number(rate) + " requests/s, " + Labels.number(wish.rate())
                    + " are asked for");
        }
        double latency = reached(figures, wish.percentile());
        if (latency > limit) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "p%s is %s ms, above %s ms",
                    Labels.number(wish.percentile()),
                    Labels.number(1000 * latency),
                    Labels.number(1000 * limit)));
        }
        return Optional.empty();
    }

    /** Requests per second that the run stands for: what was offered, and in a closed loop what was answered. */
    private static double rate(BenchmarkResult result, Figures figures) {
        return figures.offered() > 0
                ? figures.offered()
                : figures.throughput() / result.spec().workload().batch();
    }

    /** The percentile of all requests; those never answered count as longer than any limit. */
    private static double reached(Figures figures, double percentile) {
        long answered = figures.repeats().stream()
                .mapToLong(repeat -> repeat.counts().answered())
                .sum();
        long all = figures.repeats().stream()
                .mapToLong(repeat -> repeat.counts().total())
                .sum();
        double share = percentile / 100 * all;
        return share > answered ? Double.POSITIVE_INFINITY : figures.percentile(100 * share / answered);
    }

    private static Choice choice(BenchmarkResult result, Wish wish) {
        Figures figures = Figures.of(result);
        double latency = reached(figures, wish.percentile());
        double perHour = result.spec().prices().perHour();
        String reason = String.format(
                Locale.ROOT,
                "p%s is %s ms at %s requests/s%s%s",
                Labels.number(wish.percentile()),
                Labels.number(1000 * latency),
                Labels.number(rate(result, figures)),
                perHour > 0 ? ", " + Labels.number(perHour) + " per hour" : ", price unknown",
                figures.passed()
                        ? ""
                        : "; its own verdict is "
                                + figures.repeats()
                                        .getFirst()
                                        .verdict()
                                        .outcome()
                                        .toString()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' '));
        return new Choice(result, latency, perHour, reason);
    }

    /** In sentences, the best first. */
    public List<String> sentences() {
        List<String> lines = new ArrayList<>();
        best.ifPresentOrElse(
                choice -> lines.add("Take " + describe(choice)),
                () -> lines.add("None of the measured configurations fits."));
        runnersUp.forEach(choice -> lines.add("Also fits: " + describe(choice)));
        refused.forEach(reason -> lines.add("Does not fit: " + reason));
        return lines;
    }

    private static String describe(Choice choice) {
        BenchmarkResult result = choice.result();
        return result.spec().name() + " (" + Labels.modelAndEngine(result) + ", batches to "
                + result.spec().server().maxBatch() + ", on " + result.device().name() + "): " + choice.reason();
    }
}
