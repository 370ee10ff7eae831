package io.tifl.experiments.ssl.hltm;

import io.tifl.experiments.ssl.loss.TripletLoss;
import java.util.ArrayList;
import java.util.List;

/**
 * An experiment with contrastive learning on a latent tree. Two views of a sample share the root and nothing else.
 *
 * @param width units of each latent
 * @param batch samples of a step, each with two views
 * @param negatives batches of other samples in each step
 * @param steps of an epoch; every step draws fresh samples
 * @param epochs 0 for a network as it was born
 * @param rate the learning rate of plain stochastic gradient descent
 * @param loss of the root's sums, each sample's divided by its length plus {@code epsilon}
 * @param rootPrior how likely the root is 1, above 0 and below 1
 * @param judged samples by which the network is judged before the first and after each epoch
 */
public record HltmSettings(
        TreeShape shape,
        PolarityRange polarities,
        int width,
        int batch,
        int negatives,
        int steps,
        int epochs,
        double rate,
        TripletLoss loss,
        double epsilon,
        double rootPrior,
        int judged) {
    public HltmSettings {
        List<String> problems = new ArrayList<>();
        requireAtLeast(1, width, "width", problems);
        requireAtLeast(1, batch, "batch", problems);
        requireAtLeast(1, negatives, "negatives", problems);
        requireAtLeast(1, steps, "steps", problems);
        requireAtLeast(0, epochs, "epochs", problems);
        requireAtLeast(2, judged, "judged", problems);
        require(rate > 0 && Double.isFinite(rate), "rate must be above 0 and finite, got " + rate, problems);
        require(
                epsilon >= 0 && Double.isFinite(epsilon),
                "epsilon must be 0 or more and finite, got " + epsilon,
                problems);
        require(rootPrior > 0 && rootPrior < 1, "rootPrior must be above 0 and below 1, got " + rootPrior, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void requireAtLeast(int least, int value, String name, List<String> problems) {
        require(value >= least, name + " must be " + least + " or more, got " + value, problems);
    }

    private static void require(boolean holds, String problem, List<String> problems) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /**
     * The authors' settings, with the temperature and the epochs of the quick runs: 0.1, and 2 of 500 steps with 128
     * samples each.
     */
    public static HltmSettings standard() {
        return new HltmSettings(
                new TreeShape(5, 2),
                new PolarityRange(0.7, 1),
                10,
                128,
                1,
                500,
                2,
                0.1,
                TripletLoss.released(0.1),
                1e-4,
                0.5,
                8192);
    }

    public HltmSettings with(TreeShape other) {
        return new HltmSettings(
                other, polarities, width, batch, negatives, steps, epochs, rate, loss, epsilon, rootPrior, judged);
    }

    public HltmSettings with(PolarityRange other) {
        return new HltmSettings(
                shape, other, width, batch, negatives, steps, epochs, rate, loss, epsilon, rootPrior, judged);
    }

    public HltmSettings with(TripletLoss other) {
        return new HltmSettings(
                shape, polarities, width, batch, negatives, steps, epochs, rate, other, epsilon, rootPrior, judged);
    }

    public HltmSettings withWidth(int other) {
        return new HltmSettings(
                shape, polarities, other, batch, negatives, steps, epochs, rate, loss, epsilon, rootPrior, judged);
    }

    /** With more or fewer batches of other samples in each step. */
    public HltmSettings withNegatives(int other) {
        return new HltmSettings(
                shape, polarities, width, batch, other, steps, epochs, rate, loss, epsilon, rootPrior, judged);
    }

    /** With other lengths: how many steps an epoch has, and how many epochs there are. */
    public HltmSettings withLength(int otherSteps, int otherEpochs) {
        return new HltmSettings(
                shape,
                polarities,
                width,
                batch,
                negatives,
                otherSteps,
                otherEpochs,
                rate,
                loss,
                epsilon,
                rootPrior,
                judged);
    }

    /** With another number of judged samples. */
    public HltmSettings judging(int samples) {
        return new HltmSettings(
                shape, polarities, width, batch, negatives, steps, epochs, rate, loss, epsilon, rootPrior, samples);
    }

    /** With roots that are not as often 0 as 1, as clients of a fleet may see them. */
    public HltmSettings withRootPrior(double other) {
        return new HltmSettings(
                shape, polarities, width, batch, negatives, steps, epochs, rate, loss, epsilon, other, judged);
    }
}
