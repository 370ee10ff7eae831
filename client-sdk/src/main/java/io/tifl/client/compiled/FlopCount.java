package io.tifl.client.compiled;

import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;

/**
 * Floating-point operations that a model takes per example, counted from its configuration: the same on every machine, nothing
 * is run.
 *
 * <p>Every addition, multiplication, comparison or call of a function on one number counts as one operation, forward:
 *
 * <ul>
 *   <li>fully connected layers and convolutions: two per weight and output position, the bias among them; positions on padding
 *       count as others do
 *   <li>LSTM: two per weight and position, and 9 per cell and position: 5 activations, 3 to move the state, 1 for the output
 *   <li>embedding: none, it looks up
 *   <li>pooling: one per value of each window
 *   <li>batch normalisation: 7 per value: 3 for mean and variance, 2 to normalise, 2 for scale and offset; frozen, 2
 *   <li>activations: one per value, the identity none; softmax, sigmoid and squares with their loss 3 per score
 *   <li>dropout and values combined with others: one per value
 * </ul>
 *
 * <p>Backward, weights cost twice their forward operations, once for the gradient of the weights and once for that of what the
 * layer read, the first layer too; biases cost one per output; all else costs what it does forward, but pooling, which hands back one
 * value per output. Layers that do not learn take no gradient of their weights, and nothing where none before them learns. What an
 * optimiser does once per batch, two operations per parameter with plain gradient descent, is left out.
 *
 * <p>LEAF (Caldas et al., arXiv 1812.01097) asks TensorFlow's profiler, whose answer depends on its version; for its network for
 * FEMNIST it says 116.6 million, of which 103.4 are of training and the others draw the first weights. Counted here are
 * 103.4.
 *
 * @param forward to judge an example
 * @param backward on top of that to train on it
 */
public record FlopCount(long forward, long backward) {
    private static final int LSTM_ELEMENTWISE = 9;
    private static final int NORMALISATION = 7;
    private static final int FROZEN_NORMALISATION = 2;
    private static final int LOSS = 3;

    public FlopCount {
        if (forward < 0 || backward < 0) {
            throw new IllegalArgumentException(
                    "operations are counted from 0, got " + forward + " forward and " + backward + " backward");
        }
    }

    /** To train on an example: forward and backward. */
    public long training() {
        return Math.addExact(forward, backward);
    }

    /**
     * Of a model that the service loader finds.
     *
     * @throws IllegalArgumentException if there is no such model, or a setting is wrong
     * @throws UnsupportedModelException if it has a part that is not counted; names it
     */
    public static FlopCount of(ModelSpec spec) {
        return of(Catalog.load("model", Dl4jModel.class).get(spec.name()).blueprint(spec.settings()));
    }

    /** @throws UnsupportedModelException if it has a part that is not counted; names it */
    public static FlopCount of(Dl4jModel.Blueprint blueprint) {
        Model model = ModelReader.read(blueprint);
        List<Shape> shapes = model.shapes();
        FlopCount sum = same((long) LOSS * model.classes());
        for (int i = 0; i < shapes.size(); i++) {
            Wiring wiring = model.wiring().get(i);
            int source = wiring.sources().getFirst();
            Shape in = source == Wiring.INPUT ? model.input() : shapes.get(source);
            FlopCount layer = of(model.layers().get(i), in, shapes.get(i), wiring);
            sum = sum.plus(wiring.learning() == Wiring.Learning.CUT ? new FlopCount(layer.forward, 0) : layer);
        }
        return sum;
    }

    private static FlopCount of(LayerSpec layer, Shape in, Shape out, Wiring wiring) {
        boolean learns = wiring.learning() == Wiring.Learning.LEARNS;
        long values = out.size();
        return switch (layer) {
            case LayerSpec.Dense dense ->
                weights((long) in.size() * dense.units(), learns, dense.biased() ? values : 0)
                        .plus(activation(dense.activation(), values));
            case LayerSpec.PerPosition each ->
                weights(values * in.channels(), learns, each.dense().biased() ? values : 0)
                        .plus(activation(each.dense().activation(), values));
            case LayerSpec.Convolution convolution ->
                weights(values * in.channels() * area(convolution.window()), learns, convolution.biased() ? values : 0)
                        .plus(activation(convolution.activation(), values));
            case LayerSpec.Depthwise depthwise ->
                weights(values * area(depthwise.window()), learns, depthwise.biased() ? values : 0)
                        .plus(activation(depthwise.activation(), values));
            case LayerSpec.Lstm lstm ->
                weights(4 * values * (in.channels() + lstm.units()), learns, 4 * values)
                        .plus(same(LSTM_ELEMENTWISE * values));
            case LayerSpec.Embedding embedding ->
                new FlopCount(0, learns ? values : 0).plus(activation(embedding.activation(), values));
            case LayerSpec.MaxPool pool -> pooled(pool.window(), values);
            case LayerSpec.AveragePool pool -> pooled(pool.window(), values);
            case LayerSpec.SumPool pool -> pooled(pool.window(), values);
            case LayerSpec.BatchNorm _ -> same((learns ? NORMALISATION : FROZEN_NORMALISATION) * values);
            case LayerSpec.Activate activate -> activation(activate.activation(), values);
            case LayerSpec.Dropout _ -> same(values);
            case LayerSpec.Combine _ -> same((wiring.sources().size() - 1) * values);
            case LayerSpec.Merge _, LayerSpec.LastStep _ -> same(0);
        };
    }

    /** @param used how often a weight meets a value it is multiplied with */
    private static FlopCount weights(long used, boolean learns, long biases) {
        long forward = Math.multiplyExact(2, used);
        return new FlopCount(forward, learns ? Math.addExact(Math.multiplyExact(2, forward), biases) : forward);
    }

    private static FlopCount activation(Activation activation, long values) {
        return same(activation == Activation.IDENTITY ? 0 : values);
    }

    private static FlopCount pooled(Window window, long outputs) {
        return new FlopCount(area(window) * outputs, outputs);
    }

    private static long area(Window window) {
        return (long) window.height() * window.width();
    }

    private static FlopCount same(long operations) {
        return new FlopCount(operations, operations);
    }

    private FlopCount plus(FlopCount more) {
        return new FlopCount(Math.addExact(forward, more.forward), Math.addExact(backward, more.backward));
    }
}
