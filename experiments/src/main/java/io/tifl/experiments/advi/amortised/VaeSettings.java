package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;

/**
 * How an autoencoder with mixture posteriors is built, trained and judged.
 *
 * @param bound SELBO or SIWAE; with 1 component also ELBO or IWAE
 * @param components K, 1 or more
 * @param samples T of each component in training, 1 or more
 * @param dimension of the points, 1 or more
 * @param shape of covariances, diagonal or full
 * @param width of the two inner layers of encoder and decoder, 1 or more
 * @param rate of Adam, above 0
 * @param batch images a step, 1 or more
 * @param epochs 1 or more
 * @param judged samples by which a test image's likelihood is estimated, 1 or more
 */
public record VaeSettings(
        Bound bound,
        int components,
        int samples,
        int dimension,
        Shape shape,
        int width,
        double rate,
        int batch,
        int epochs,
        int judged) {
    /** All that is wrong is named at once. */
    public VaeSettings {
        List<String> wrong = new ArrayList<>();
        positive(wrong, "components", components);
        positive(wrong, "samples", samples);
        positive(wrong, "dimension", dimension);
        positive(wrong, "width", width);
        positive(wrong, "batch", batch);
        positive(wrong, "epochs", epochs);
        positive(wrong, "judged", judged);
        if (!(rate > 0 && Double.isFinite(rate))) {
            wrong.add("rate must be above 0 and finite, got " + rate);
        }
        if (!bound.stratified() && components > 1) {
            wrong.add(bound + " takes 1 component, got " + components);
        }
        if (shape instanceof Shape.LowRank) {
            wrong.add("covariances must be diagonal or full, got " + shape);
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("an autoencoder cannot be built so: " + String.join("; ", wrong));
        }
    }

    private static void positive(List<String> wrong, String name, int value) {
        if (value < 1) {
            wrong.add(name + " must be 1 or more, got " + value);
        }
    }

    /** Two layers of 200 each way, 10 epochs of batches of 32, likelihoods by 5,000 samples. */
    public static VaeSettings small(Bound bound, int components, int samples, int dimension, Shape shape) {
        return new VaeSettings(bound, components, samples, dimension, shape, 200, 1e-3, 32, 10, 5000);
    }

    Objective objective() {
        return new Objective(bound, samples, 1, Slope.PLAIN);
    }

    AmortisedModel model(int pixels, Seed seed) {
        Family family = new Family(dimension, components, shape);
        return AmortisedModel.perceptron(family, List.of(pixels, width, width), List.of(width, width), pixels, seed);
    }
}
