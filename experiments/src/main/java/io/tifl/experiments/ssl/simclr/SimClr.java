package io.tifl.experiments.ssl.simclr;

import io.tifl.experiments.network.Adam;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Network;
import io.tifl.experiments.network.NormalisationParts;
import io.tifl.experiments.ssl.ViewLearner;
import io.tifl.experiments.ssl.loss.TwoViewLoss;
import io.tifl.protocol.Seed;
import java.util.List;

/**
 * One network that tells both views of a sample from those of the other samples of the batch (Chen et al., A Simple
 * Framework for Contrastive Learning, arXiv 2002.05709). Both views go through as one batch. Adam takes the steps, so that
 * losses whose slopes differ in size learn alike. Mutable and confined to one thread.
 */
public final class SimClr implements ViewLearner {
    private final TwoViewLoss loss;
    private final Network encoder;
    private final Network projection;
    private final Adam descent;

    /**
     * The network on top of the encoder.
     *
     * @param features what the encoder gives, 1 or more
     * @param hidden units, 1 or more
     * @param outputs 1 or more
     * @param parts of its normalisation
     */
    public record Projector(int features, int hidden, int outputs, NormalisationParts parts) {
        public Projector {
            if (features < 1 || hidden < 1 || outputs < 1) {
                throw new IllegalArgumentException("features, hidden units and outputs must be 1 or more, got "
                        + features + ", " + hidden + " and " + outputs);
            }
        }
    }

    /** With an encoder, which it trains, and a projector drawn by a seed. */
    public SimClr(Network encoder, Projector projector, TwoViewLoss loss, Adam.Settings descent, Seed seed) {
        this.loss = loss;
        this.encoder = encoder;
        this.projection = encoder.then(Network.head(
                projector.features(),
                projector.hidden(),
                projector.outputs(),
                projector.parts(),
                seed.child("projector")));
        this.descent = new Adam(descent, projection.parameters());
    }

    /**
     * As with every learner.
     *
     * @throws IllegalArgumentException unless there are two views of the same samples, two or more
     */
    @Override
    public double step(Matrix first, Matrix second) {
        Gradient gradient = gradient(first, second);
        descent.step(gradient.slopes());
        return gradient.loss();
    }

    /** A loss with its slopes by all parameters. */
    record Gradient(double loss, List<Matrix> slopes) {}

    Gradient gradient(Matrix first, Matrix second) {
        if (first.rows() < 2 || first.rows() != second.rows()) {
            throw new IllegalArgumentException(
                    "expected two views of the same 2 or more samples, got " + first.rows() + " and " + second.rows());
        }
        Network.Pass pass = projection.forward(first.above(second));
        int samples = first.rows();
        TwoViewLoss.Result result =
                loss.of(pass.output().rows(0, samples), pass.output().rows(samples, 2 * samples));
        return new Gradient(result.value(), pass.gradient(result.first().above(result.second())));
    }

    @Override
    public Matrix features(Matrix samples) {
        return encoder.infer(samples);
    }

    @Override
    public Matrix projections(Matrix samples) {
        return projection.infer(samples);
    }

    @Override
    public List<Matrix> parameters() {
        return projection.parameters();
    }
}
