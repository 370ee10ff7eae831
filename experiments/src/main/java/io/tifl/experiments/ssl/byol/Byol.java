package io.tifl.experiments.ssl.byol;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Momentum;
import io.tifl.experiments.network.Network;
import io.tifl.experiments.ssl.ViewLearner;
import io.tifl.experiments.ssl.loss.CosineLoss;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;

/**
 * An online network that predicts, from one view of a sample, what a slowly following target says of another (Grill et
 * al., Bootstrap Your Own Latent, arXiv 2006.07733). Losses of both directions add up; no gradient reaches the target.
 * Mutable and confined to one thread.
 */
public final class Byol implements ViewLearner {
    private final ByolSettings settings;
    private final Network encoder;
    private final Network projection;
    private final Network predictor;
    private final Network online;
    private final Network target;
    private final Momentum descent;

    /** With networks drawn by a seed; the target begins as a copy. */
    public Byol(ByolSettings settings, Seed seed) {
        this(
                settings,
                Network.perceptron(
                        seed.child("encoder"),
                        settings.widths().stream().mapToInt(width -> width).toArray()),
                seed);
    }

    /**
     * With an encoder of any kind, and the other networks drawn by a seed; the target begins as a copy.
     *
     * @param settings whose last width is the number of the encoder's outputs; the other widths do not count
     */
    public Byol(ByolSettings settings, Network encoder, Seed seed) {
        this.settings = settings;
        this.encoder = encoder;
        this.projection = encoder.then(Network.head(
                settings.widths().getLast(),
                settings.hidden(),
                settings.outputs(),
                settings.parts(),
                seed.child("projector")));
        this.predictor = settings.predicts()
                ? Network.head(
                        settings.outputs(),
                        settings.hidden(),
                        settings.outputs(),
                        settings.parts(),
                        seed.child("predictor"))
                : new Network(List.of());
        this.online = projection.then(predictor);
        this.target = projection.copy();
        this.descent = new Momentum(settings.descent(), online.parameters());
    }

    /**
     * Takes a step with two views of the same samples, a sample a row.
     *
     * @return the loss before it, in [0, 8]
     */
    @Override
    public double step(Matrix first, Matrix second) {
        Gradient gradient = gradient(first, second);
        descent.step(gradient.slopes());
        target.follow(projection, 1 - settings.lasting());
        return gradient.loss();
    }

    /** A loss with its slopes by the online network's parameters. */
    record Gradient(double loss, List<Matrix> slopes) {}

    Gradient gradient(Matrix first, Matrix second) {
        Gradient one = direction(first, second);
        Gradient other = direction(second, first);
        List<Matrix> sums = new ArrayList<>();
        for (int k = 0; k < one.slopes().size(); k++) {
            sums.add(one.slopes().get(k).copy().add(1, other.slopes().get(k)));
        }
        return new Gradient(one.loss() + other.loss(), sums);
    }

    private Gradient direction(Matrix seen, Matrix predicted) {
        Network.Pass pass = online.forward(seen);
        CosineLoss.Result loss =
                CosineLoss.of(pass.output(), target.forward(predicted).output());
        return new Gradient(loss.value(), pass.gradient(loss.predictions()));
    }

    /** The encoder's features of samples, for use: what is kept when training is done. */
    @Override
    public Matrix features(Matrix samples) {
        return encoder.infer(samples);
    }

    /** The projections of samples, for use. */
    @Override
    public Matrix projections(Matrix samples) {
        return projection.infer(samples);
    }

    /** Draws layers of the predictor anew, as the authors do every few epochs. */
    public void redrawPredictor(Network.Which which, Seed seed) {
        predictor.redraw(which, seed);
    }

    /** Encoder and projector, which a fleet shares; not a copy. */
    public Network projection() {
        return projection;
    }

    /** What is trained: encoder, projector and predictor; not a copy. */
    public Network online() {
        return online;
    }

    @Override
    public List<Matrix> parameters() {
        return online.parameters();
    }

    /** The following network; not a copy. */
    public Network target() {
        return target;
    }
}
