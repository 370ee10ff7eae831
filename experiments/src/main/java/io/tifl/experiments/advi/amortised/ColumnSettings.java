package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.network.Dense;
import io.tifl.experiments.network.Layer;
import io.tifl.experiments.network.Network;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;

/**
 * How a classifier of single columns is built, trained and judged.
 *
 * @param bound SELBO or SIWAE; with 1 component also ELBO or IWAE
 * @param components K, 1 or more
 * @param samples T of each component in training, 1 or more
 * @param beta weight of prior and posterior beside the likelihood, 0 or more
 * @param dimension of the points, 1 or more
 * @param width of the encoder's inner layers, 1 or more
 * @param rate of Adam, above 0
 * @param batch examples a step, 1 or more
 * @param epochs 1 or more
 * @param watched samples of each component in the prediction after each epoch but the last; 0 for no such predictions
 * @param judged samples of each component in the last prediction, 1 or more
 */
public record ColumnSettings(
        Bound bound,
        int components,
        int samples,
        double beta,
        int dimension,
        int width,
        double rate,
        int batch,
        int epochs,
        int watched,
        int judged) {
    /** All that is wrong is named at once. */
    public ColumnSettings {
        List<String> wrong = new ArrayList<>();
        positive(wrong, "components", components);
        positive(wrong, "samples", samples);
        positive(wrong, "dimension", dimension);
        positive(wrong, "width", width);
        positive(wrong, "batch", batch);
        positive(wrong, "epochs", epochs);
        positive(wrong, "judged", judged);
        if (watched < 0) {
            wrong.add("watched must be 0 or more, got " + watched);
        }
        if (!(beta >= 0 && Double.isFinite(beta))) {
            wrong.add("beta must be 0 or more and finite, got " + beta);
        }
        if (!(rate > 0 && Double.isFinite(rate))) {
            wrong.add("rate must be above 0 and finite, got " + rate);
        }
        if (!bound.stratified() && components > 1) {
            wrong.add(bound + " takes 1 component, got " + components);
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("a classifier cannot be built so: " + String.join("; ", wrong));
        }
    }

    private static void positive(List<String> wrong, String name, int value) {
        if (value < 1) {
            wrong.add(name + " must be 1 or more, got " + value);
        }
    }

    /** Those of the authors' notebook: 25 epochs of batches of 32, beta 0.05, one sample of each component. */
    public static ColumnSettings published(Bound bound, int components) {
        return new ColumnSettings(bound, components, 1, 0.05, 2, 128, 1e-3, 32, 25, 10, 50);
    }

    /** The same for other epochs. */
    public ColumnSettings withEpochs(int count) {
        return new ColumnSettings(
                bound, components, samples, beta, dimension, width, rate, batch, count, watched, judged);
    }

    /** The same, predicting with other numbers of samples. */
    public ColumnSettings withSamples(int inBetween, int atLast) {
        return new ColumnSettings(
                bound, components, samples, beta, dimension, width, rate, batch, epochs, inBetween, atLast);
    }

    /** The same with narrower or wider layers. */
    public ColumnSettings withWidth(int neurons) {
        return new ColumnSettings(
                bound, components, samples, beta, dimension, neurons, rate, batch, epochs, watched, judged);
    }

    Family family() {
        return Family.fullRank(dimension).mixture(components);
    }

    /** What is maximised. */
    public Objective objective() {
        return new Objective(bound, samples, beta, Slope.PLAIN);
    }

    /** Three layers with ELUs, one without, and the mixtures' numbers; one linear layer decodes. */
    public AmortisedModel model(int inputs, int classes, Seed seed) {
        List<Integer> widths = List.of(inputs, width, width, width, width);
        List<Layer> encoder = new ArrayList<>(
                AmortisedModel.layers(widths, seed.child("encoder")).layers());
        encoder.add(Dense.he(width, family().parameters(), seed.child("mixtures")));
        Network decoder = AmortisedModel.layers(List.of(dimension, classes), seed.child("decoder"));
        return new AmortisedModel(new Network(encoder), decoder, family());
    }
}
