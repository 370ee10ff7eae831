package io.tifl.experiments.benchmark.load;

import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Verdict;
import io.tifl.experiments.benchmark.result.Verdict.Outcome;
import io.tifl.experiments.benchmark.spec.Objective;
import java.util.Locale;

/**
 * Decides on an objective as MLPerf's LoadGen decides when to stop early: {@code t} misses among {@code n} requests pass at
 * percentile {@code p} and confidence {@code c} if a server that misses with probability {@code 1 - p} would show so few with
 * probability {@code 1 - c} at most, P[Binomial(n, 1 - p) &le; t] &le; 1 - c. LoadGen's tolerance is 0 here, as it is there. V. J. Reddi
 * et al., MLPerf Inference Benchmark, ISCA 2020.
 */
public final class Verdicts {
    /** Requests beyond which nobody asks how many are needed. */
    private static final long MOST = 1L << 32;

    /** Share of the limit that the generator may itself be late by, at its 99th percentile. */
    private static final double TOLERATED_LAG = 0.1;

    private static final double LAG_PERCENTILE = 99;

    /** Of a share that is no binary fraction, such as 0.1. */
    private static final double ROUNDING = 1e-12;

    private Verdicts() {}

    /**
     * What a run shows.
     *
     * @param lag how far the generator was behind its plan; none for closed loops
     */
    public static Verdict of(Objective objective, Counts counts, Latencies lag) {
        if (counts.answered() == 0) {
            return new Verdict(Outcome.INVALID, 0, "none of " + counts.total() + " requests was answered");
        }
        double late = lag.percentile(LAG_PERCENTILE);
        double limit = objective.limit().toNanos() / 1e9;
        if (late > TOLERATED_LAG * limit) {
            return new Verdict(
                    Outcome.INVALID,
                    0,
                    words(
                            "the generator was %.2f ms behind its plan at the 99th percentile, more than a tenth of the"
                                    + " limit of %.2f ms",
                            late * 1e3, limit * 1e3));
        }
        return of(objective, counts.total() - counts.ok(), counts.total());
    }

    private static Verdict of(Objective objective, long misses, long requests) {
        double tolerated = (100 - objective.percentile()) / 100;
        String seen = words("%d of %d requests missed the limit, %.3f %%", misses, requests, 100.0 * misses / requests);
        if (misses > tolerated * requests * (1 + ROUNDING)) {
            return new Verdict(Outcome.FAIL, 0, seen + words("; %.3f %% may", 100 * tolerated));
        }
        long needed = needed(misses, tolerated, objective.confidence());
        if (requests >= needed) {
            return new Verdict(
                    Outcome.PASS, needed, seen + words("; shown with confidence %s", objective.confidence()));
        }
        return new Verdict(
                Outcome.TOO_FEW,
                needed,
                seen + words("; confidence %s takes %d requests with so many misses", objective.confidence(), needed));
    }

    /**
     * The fewest requests with so many misses that pass.
     *
     * @param tolerated share of misses, above 0 and below 1
     */
    static long needed(long misses, double tolerated, double confidence) {
        long fails = misses;
        long passes = Math.max(1, misses + 1);
        while (!passes(misses, passes, tolerated, confidence) && passes < MOST) {
            fails = passes;
            passes *= 2;
        }
        while (passes - fails > 1) {
            long middle = fails + (passes - fails) / 2;
            if (passes(misses, middle, tolerated, confidence)) {
                passes = middle;
            } else {
                fails = middle;
            }
        }
        return passes;
    }

    private static boolean passes(long misses, long requests, double tolerated, double confidence) {
        return BinomialTail.atMost(misses, requests, tolerated) <= 1 - confidence;
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static String words(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
