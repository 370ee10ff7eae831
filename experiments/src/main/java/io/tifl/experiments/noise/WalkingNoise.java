package io.tifl.experiments.noise;

import io.tifl.client.Examples;
import io.tifl.experiments.study.Interval;
import io.tifl.experiments.study.LearnerPool;
import io.tifl.protocol.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Which layers noise harms most: it is put on one tensor at a time, all others clean. A tensor's noise is bit for bit what it is on the
 * chips where all are disturbed, so the parts can be held against the whole.
 *
 * @param trials what the whole is tried with; its scope says which tensors are tried
 */
public record WalkingNoise(NoiseTrials trials) {
    /**
     * What noise on one tensor costs.
     *
     * @param tensor its name in the model's layout, such as {@code 3_W}
     * @param rank from 1 on, the most harmful first
     */
    public record Sensitivity(String tensor, int rank, NoiseCurve curve) {
        /** Average normalised percentage change with noise on this tensor alone, with an interval over chips. */
        public Interval loss() {
            return curve.averageChange();
        }
    }

    /**
     * Tries every tensor in the scope.
     *
     * @param progress takes the share of the chips that are done, 0 to 1, on the calling thread
     * @return the most harmful first; of equals, the earlier in the model
     * @throws IllegalArgumentException if the scope holds no tensor of the model, or a weight there is not finite
     */
    public List<Sensitivity> run(Parameters model, Examples examples, LearnerPool learners, DoubleConsumer progress)
            throws InterruptedException {
        List<String> tensors = new NoisyWeights(model, trials.device(), trials.scope()).tensors();
        List<Sensitivity> found = new ArrayList<>();
        for (String tensor : tensors) {
            int done = found.size();
            NoiseCurve curve = trials.onlyOf(tensor)
                    .run(model, examples, learners, share -> progress.accept((done + share) / tensors.size()));
            found.add(new Sensitivity(tensor, 0, curve));
        }
        return ranked(found);
    }

    private static List<Sensitivity> ranked(List<Sensitivity> found) {
        List<Sensitivity> sorted = found.stream()
                .sorted(Comparator.comparingDouble(
                                (Sensitivity one) -> one.loss().mean())
                        .reversed())
                .toList();
        List<Sensitivity> ranked = new ArrayList<>();
        for (Sensitivity one : sorted) {
            ranked.add(new Sensitivity(one.tensor(), ranked.size() + 1, one.curve()));
        }
        return List.copyOf(ranked);
    }
}
