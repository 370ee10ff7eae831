package io.tifl.experiments.advi.study;

import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.reproduce.StudyPart;
import java.util.ArrayList;
import java.util.List;

/**
 * Mixture posteriors by stratified bounds (arXiv 2003.01687), part by part: the tables and claims of {@code
 * docs/reproduce/siwae.md}.
 */
public final class AdviStudy {
    private static final int FITS = 10;

    private AdviStudy() {}

    /**
     * The study.
     *
     * @param ids of the parts to run, such as {@code R2}; empty for all
     * @param kept where results of fits are kept
     * @param draws of each bound of R1, at least 1000
     * @param threads fits at once, at least 1; results are the same for any number
     * @param more parts after R1 and R2
     * @throws IllegalArgumentException if there is no such part
     */
    public static Reproduction of(
            List<String> ids, KeptResults kept, int draws, int threads, List<? extends StudyPart> more) {
        if (draws < 1000 || threads < 1) {
            throw new IllegalArgumentException(
                    "expected 1000 or more draws and 1 or more threads, got " + draws + " and " + threads);
        }
        List<StudyPart> parts =
                new ArrayList<>(List.of(new FixedBounds(threads, draws), new FittedModes(kept, FITS, threads)));
        parts.addAll(more);
        return new Reproduction(
                        "Mixture posteriors by stratified bounds",
                        "What a bound that samples every component buys: tighter bounds, posteriors with several modes, and"
                                + " better predictions (arXiv 2003.01687).",
                        "advi",
                        parts)
                .only(ids);
    }
}
