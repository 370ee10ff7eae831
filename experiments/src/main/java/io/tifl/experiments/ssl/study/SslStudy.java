package io.tifl.experiments.ssl.study;

import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.reproduce.StudyPart;
import java.util.ArrayList;
import java.util.List;

/**
 * What contrast does to weights (arXiv 2010.00578), part by part: identities, latent trees, images, and a fleet; the
 * tables and claims of {@code docs/reproduce/ssl-dual.md}.
 */
public final class SslStudy {
    private SslStudy() {}

    /**
     * How much to do.
     *
     * @param trees for each cell of a table, at least 1; claims want 8
     * @param seed of all trees
     * @param threads trainings at once, at least 1; results are the same for any number
     */
    public record Options(int trees, long seed, int threads) {
        public Options {
            List<String> problems = new ArrayList<>();
            if (trees < 1) {
                problems.add("trees must be 1 or more, got " + trees);
            }
            if (threads < 1) {
                problems.add("threads must be 1 or more, got " + threads);
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
        }
    }

    /**
     * The study.
     *
     * @param ids of the parts to run, such as {@code R1}; empty for all
     * @param kept where results of trainings are kept
     * @param more parts after those about identities and trees
     * @throws IllegalArgumentException if there is no such part
     */
    public static Reproduction of(List<String> ids, Options options, KeptResults kept, List<? extends StudyPart> more) {
        Forests forests = new Forests(kept, options.trees(), options.threads(), options.seed());
        List<StudyPart> parts = new ArrayList<>(List.of(
                new Identities(),
                new TreeGrid(forests),
                new LossesOnTrees(forests),
                new OperatorNorms(forests),
                new TreeSpeed(options.threads())));
        parts.addAll(more);
        return new Reproduction(
                        "Self-supervised learning with dual networks",
                        "What contrast multiplies weights by, and what networks find out that nobody tells them"
                                + " (arXiv 2010.00578): which claims hold here.",
                        "ssl",
                        parts)
                .only(ids);
    }
}
