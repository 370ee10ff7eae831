package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Normals;
import io.tifl.experiments.network.Dense;
import io.tifl.experiments.network.Elu;
import io.tifl.experiments.network.Layer;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Network;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * An encoder that gives each input a mixture, and a decoder that takes a point of it to logits of what is seen (Morningstar
 * et al., Automatic Differentiation Variational Inference with Mixtures, AISTATS 2021). Points have a standard normal prior.
 * Mutable through its networks, and confined to one thread.
 *
 * @param encoder from inputs to the numbers of a member of the family
 * @param decoder from points to logits
 * @param family with diagonal or full covariances
 */
public record AmortisedModel(Network encoder, Network decoder, Family family) {
    public AmortisedModel {
        MixtureRows.requireKnown(family);
    }

    /**
     * Linear layers with ELUs between them, drawn as {@link Dense#he} does.
     *
     * @param widths of the inputs and the encoder's layers, each with an ELU behind it
     * @param decoderWidths of the decoder's inner layers, which may be none
     * @param outputs logits
     */
    public static AmortisedModel perceptron(
            Family family, List<Integer> widths, List<Integer> decoderWidths, int outputs, Seed seed) {
        List<Integer> down = new ArrayList<>(widths);
        down.add(family.parameters());
        List<Integer> up = new ArrayList<>(List.of(family.dimension()));
        up.addAll(decoderWidths);
        up.add(outputs);
        return new AmortisedModel(
                layers(down, seed.child("encoder")), layers(up, seed.child("decoder")), family);
    }

    /** Linear layers of these widths, from the inputs on, with an ELU between each two. */
    static Network layers(List<Integer> widths, Seed seed) {
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < widths.size(); l++) {
            if (l > 1) {
                layers.add(new Elu());
            }
            layers.add(Dense.he(widths.get(l - 1), widths.get(l), seed.child(l)));
        }
        return new Network(layers);
    }

    /** What is trained, the encoder's first; not copies. */
    public List<Matrix> parameters() {
        return Stream.concat(encoder.parameters().stream(), decoder.parameters().stream())
                .toList();
    }

    public AmortisedModel copy() {
        return new AmortisedModel(encoder.copy(), decoder.copy(), family);
    }

    /**
     * Bounds of a batch and the gradient of the loss, which is minus their mean.
     *
     * @param bounds of each example, in nats
     * @param gradient in the parameters, in their order
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Loss(double[] bounds, List<Matrix> gradient) {
        /** Minus the mean bound, in nats. */
        public double value() {
            double sum = 0;
            for (double bound : bounds) {
                sum += bound;
            }
            return -sum / bounds.length;
        }
    }

    /**
     * The loss of a batch.
     *
     * @param objective a stratified bound, or any bound for one component; with plain gradients
     * @param inputs a row each
     * @param random of the points
     * @param names the number that an example goes by in messages
     * @throws ArithmeticException if a log weight is not finite, with the example's number
     */
    public Loss loss(
            Objective objective, Matrix inputs, Observation seen, RandomGenerator random, IntUnaryOperator names) {
        requireSameCount(inputs, seen);
        Network.Pass down = encoder.forward(inputs);
        MixtureRows mixtures = new MixtureRows(family, down.output());
        StratifiedDraw draw = new StratifiedDraw(objective, mixtures, new Normals(random));
        Network.Pass up = decoder.forward(draw.points());
        double[] logLikelihoods = new double[draw.points().rows()];
        Matrix slopes = seen.judge(up.output(), logLikelihoods);
        double[] bounds = draw.weigh(logLikelihoods, names);
        double factor = -1.0 / inputs.rows();
        Layer.Back decoded = up.backward(scaled(slopes, draw.slopes(), factor));
        Layer.Back encoded = down.backward(draw.gradient(factor, decoded.input()));
        List<Matrix> gradient = Stream.concat(encoded.parameters().stream(), decoded.parameters().stream())
                .toList();
        return new Loss(bounds, gradient);
    }

    /**
     * The bounds of a batch, without a gradient; as {@link #loss}.
     *
     * @return in nats
     */
    public double[] bounds(
            Objective objective, Matrix inputs, Observation seen, RandomGenerator random, IntUnaryOperator names) {
        requireSameCount(inputs, seen);
        MixtureRows mixtures = new MixtureRows(family, encoder.infer(inputs));
        StratifiedDraw draw = new StratifiedDraw(objective, mixtures, new Normals(random));
        double[] logLikelihoods = new double[draw.points().rows()];
        seen.judge(decoder.infer(draw.points()), logLikelihoods);
        return draw.weigh(logLikelihoods, names);
    }

    private static void requireSameCount(Matrix inputs, Observation seen) {
        if (inputs.rows() != seen.count() || inputs.rows() == 0) {
            throw new IllegalArgumentException("a batch needs at least 1 example and as many inputs as observations, got "
                    + inputs.rows() + " and " + seen.count());
        }
    }

    private static Matrix scaled(Matrix slopes, double[] shares, double factor) {
        double[] values = slopes.values();
        int columns = slopes.columns();
        for (int p = 0; p < slopes.rows(); p++) {
            double share = factor * shares[p];
            for (int c = p * columns; c < (p + 1) * columns; c++) {
                values[c] *= share;
            }
        }
        return slopes;
    }
}
