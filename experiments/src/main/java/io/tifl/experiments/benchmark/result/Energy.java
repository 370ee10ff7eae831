package io.tifl.experiments.benchmark.result;

/**
 * What was drawn from the wall.
 *
 * @param joules over all repeats
 * @param source where it is from: a meter, or an estimate
 */
public record Energy(double joules, Source source) {
    /** Where a figure is from. */
    public enum Source {
        /** The processor's own meter (RAPL). */
        METER,
        /** Watts that somebody said, times the time. */
        ESTIMATE,
        /** No meter can be read and nobody said: {@code joules} is NaN. */
        UNKNOWN
    }
}
