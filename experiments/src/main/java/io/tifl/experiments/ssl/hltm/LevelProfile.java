package io.tifl.experiments.ssl.hltm;

import io.tifl.experiments.ssl.hltm.HltmTrainer.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A level of latents after some training, as means over its latents.
 *
 * @param level 0 is the root's
 * @param correlation the best magnitude of a correlation of a latent with one of its units
 * @param ceiling what the best function of the leaves below would have
 * @param operatorNorm Frobenius norm of the layer's covariance operator
 * @param alignment of weights with the direction the theory names, see {@link TreeStatistics#alignment}
 * @param weightNorm Frobenius norm of the layer's weights
 */
public record LevelProfile(
        int level, double correlation, double ceiling, double operatorNorm, double alignment, double weightNorm) {
    /** All levels of a network on a tree, from the root's. */
    public static List<LevelProfile> all(TreeNetwork network, LatentTree tree, Judgement judgement) {
        TreeStatistics units = judgement.units();
        List<LevelProfile> levels = new ArrayList<>();
        for (int level = 0; level < tree.shape().depth(); level++) {
            levels.add(new LevelProfile(
                    level,
                    mean(tree, level, units::bestCorrelation),
                    mean(tree, level, units::ceiling),
                    mean(tree, level, judgement.connections()::operatorNorm),
                    mean(tree, level, latent -> units.alignment(network, tree, latent)),
                    mean(tree, level, network::weightNorm)));
        }
        return levels;
    }

    private static double mean(LatentTree tree, int level, IntToDoubleFunction figure) {
        int first = tree.shape().first(level);
        int count = tree.shape().count(level);
        return IntStream.range(first, first + count).mapToDouble(figure).sum() / count;
    }
}
