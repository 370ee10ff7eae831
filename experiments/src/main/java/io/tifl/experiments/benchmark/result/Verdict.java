package io.tifl.experiments.benchmark.result;

/**
 * Whether the objective was met, and whether the run shows it.
 *
 * @param outcome what can be said with the confidence asked for
 * @param needed requests that would have to be seen for a pass with as many late ones, 0 if unknown
 * @param reason in words, for people
 */
public record Verdict(Outcome outcome, long needed, String reason) {
    /** What can be said. */
    public enum Outcome {
        /** Met, with the confidence asked for. */
        PASS,
        /** Not met. */
        FAIL,
        /** The percentile lies within the limit, but too few requests were seen to be sure. */
        TOO_FEW,
        /** The run shows nothing: the generator fell behind its plan, or nothing was answered. */
        INVALID
    }
}
