package io.tifl.experiments.benchmark.load;

import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.result.Verdict.Outcome;
import io.tifl.experiments.benchmark.spec.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Looks for the highest rate of Poisson arrivals that meets the objective: each window's rate is {@code 1 + growth} times the one
 * before until the objective breaks, then the gap between the last that held and the first that broke is halved a few times. A window
 * holds if the objective's percentile lies within the limit, whether or not it has requests enough to be sure.
 */
public final class PeakSearch {
    private static final int HALVINGS = 4;
    private static final double HIGHEST_RATE = 1e6;

    /** Triton's perf_analyzer takes a rate as measured once so many windows agree. */
    private static final int AGREEING = 3;

    private static final double AGREEMENT = 1.1;

    private final int trials;

    /**
     * A search.
     *
     * @param trials windows of one rate at most. With 3 or more, a rate is tried until the last three windows agree within 10 % in
     *     throughput and in mean latency, and does not count as held if they never do; with fewer, one window is enough.
     */
    public PeakSearch(int trials) {
        this.trials = trials;
    }

    /** Runs one window. */
    @FunctionalInterface
    public interface Window {
        /**
         * Measures.
         *
         * @param workload open loop of Poisson arrivals, one window long
         * @param number of the window, from 0
         */
        Measurement run(Workload workload, int number) throws InterruptedException;
    }

    /**
     * What was found.
     *
     * @param peak requests per second; empty if not even the first rate held, nor a part of it that was tried
     * @param windows in the order in which they ran
     * @param notes what a reader should know, in words
     */
    public record Found(OptionalDouble peak, List<Measurement> windows, List<String> notes) {}

    /** Searches from the workload's rate on. */
    public Found search(Workload workload, Window window) throws InterruptedException {
        return new Search(workload, window).run();
    }

    /** Whether windows agree within 10 % in throughput and in mean latency, as perf_analyzer wants it of the last three. */
    static boolean agree(List<Measurement> windows) {
        return isNarrow(windows.stream().mapToDouble(Measurement::throughput).toArray())
                && isNarrow(windows.stream()
                        .mapToDouble(one -> one.stage(Stage.LATENCY).mean())
                        .toArray());
    }

    private static boolean isNarrow(double[] values) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (double value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return most <= AGREEMENT * least;
    }

    private final class Search {
        private final Workload workload;
        private final Window window;
        private final List<Measurement> windows = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        Search(Workload workload, Window window) {
            this.workload = workload;
            this.window = window;
        }

        Found run() throws InterruptedException {
            double held = 0;
            double rate = workload.rate();
            while (rate <= HIGHEST_RATE && holds(rate)) {
                held = rate;
                rate *= 1 + workload.growth();
            }
            if (rate > HIGHEST_RATE) {
                notes.add("the objective holds up to the highest rate that is tried");
                return new Found(OptionalDouble.of(held), List.copyOf(windows), notes);
            }
            held = halved(held, rate);
            return new Found(held > 0 ? OptionalDouble.of(held) : OptionalDouble.empty(), List.copyOf(windows), notes);
        }

        private double halved(double held, double broke) throws InterruptedException {
            double low = held;
            double high = broke;
            for (int i = 0; i < HALVINGS; i++) {
                double middle = (low + high) / 2;
                if (holds(middle)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private boolean holds(double rate) throws InterruptedException {
            List<Measurement> tried = new ArrayList<>();
            do {
                Measurement measured = window.run(at(rate), windows.size());
                windows.add(measured);
                tried.add(measured);
                if (!isMet(measured, rate)) {
                    return false;
                }
            } while (trials >= AGREEING && tried.size() < trials && !isStable(tried));
            return trials < AGREEING || isStable(tried) || unstable(rate, tried.size());
        }

        private boolean isStable(List<Measurement> tried) {
            return tried.size() >= AGREEING && agree(tried.subList(tried.size() - AGREEING, tried.size()));
        }

        private boolean unstable(double rate, int windows) {
            notes.add("at " + rate + " requests per second, " + windows + " windows did not agree within 10 %");
            return false;
        }

        private boolean isMet(Measurement measured, double rate) {
            Outcome outcome = measured.verdict().outcome();
            if (outcome == Outcome.INVALID && measured.counts().answered() > 0) {
                notes.add("at " + rate + " requests per second, "
                        + measured.verdict().reason() + ": the server may hold more than this machine can send");
            }
            return outcome == Outcome.PASS || outcome == Outcome.TOO_FEW;
        }

        private Workload at(double rate) {
            return new Workload(
                    Workload.Mode.POISSON,
                    rate,
                    1,
                    1,
                    workload.window(),
                    1,
                    workload.batch(),
                    List.of(),
                    workload.growth(),
                    workload.window(),
                    workload.timeout());
        }
    }
}
