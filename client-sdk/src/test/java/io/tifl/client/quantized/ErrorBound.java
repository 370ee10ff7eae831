package io.tifl.client.quantized;

import io.tifl.client.compiled.TrainedLayer;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.quantized.FoldedNetwork.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * How far scores in bytes can be from those in floats on calibration examples, worked out layer by layer in the largest norm.
 *
 * <p>A layer whose input is off by at most {@code e}, with inputs of magnitude up to {@code x}, {@code n} inputs per output of
 * which the magnitudes of the weights sum up to at most {@code a}, weights rounded by at most half their scale {@code w} and
 * biases by half of {@code s * w}, is off by {@code a e + n (x + e) w / 2 + s w / 2}. Storing bytes adds half a step for
 * rounding, and half a step where the range's ends move because its zero is a byte; cutting to the range seen adds nothing,
 * as the true value lies in it. Pooling passes an error on, a sum adds two.
 */
final class ErrorBound {
    /** For sums in floats, on either side. */
    private static final double FLOATS = 1e-4;

    private ErrorBound() {}

    static double of(FoldedNetwork network, FloatRun run, Iterable<float[]> examples, List<QuantizedLayer> layers) {
        double[] largest = new double[network.stages().size() + 1];
        for (float[] example : examples) {
            run.run(example);
            for (int i = 0; i < largest.length; i++) {
                for (float value : run.output(i - 1)) {
                    largest[i] = Math.max(largest[i], Math.abs(value));
                }
            }
        }
        List<Double> errors = new ArrayList<>();
        for (int i = 0; i < network.stages().size(); i++) {
            Stage stage = network.stages().get(i);
            int source = stage.sources().getFirst();
            double in = error(source, errors, layers);
            double other = error(stage.sources().getLast(), errors, layers);
            errors.add(error(stage, layers.get(i), in, other, largest[source + 1]));
        }
        return errors.getLast() + FLOATS;
    }

    private static double error(int stage, List<Double> errors, List<QuantizedLayer> layers) {
        return stage == TrainedNetwork.INPUT ? layers.getFirst().input().scale() : errors.get(stage);
    }

    private static double error(Stage stage, QuantizedLayer layer, double in, double other, double largest) {
        double stored = layer.yieldsFloats() ? 0 : layer.output().scale();
        return switch (stage.layer()) {
            case TrainedLayer.Convolution convolution ->
                weighted(convolution.weights(), convolution.outputs(), layer, in, largest) + stored;
            case TrainedLayer.Depthwise depthwise ->
                weighted(depthwise.weights(), depthwise.bias().length, layer, in, largest) + stored;
            case TrainedLayer.Dense dense -> weighted(dense.weights(), dense.outputs(), layer, in, largest) + stored;
            case TrainedLayer.Add _ -> in + other + stored;
            case TrainedLayer.AveragePool _ -> in + stored;
            default -> in;
        };
    }

    private static double weighted(float[] weights, int outputs, QuantizedLayer layer, double in, double largest) {
        double[] sums = new double[outputs];
        for (int i = 0; i < weights.length; i++) {
            sums[i % outputs] += Math.abs(weights[i]);
        }
        double most = 0;
        for (double sum : sums) {
            most = Math.max(most, sum);
        }
        double inputs = (double) weights.length / outputs;
        double half = layer.largestWeightScale() / 2;
        return most * in + inputs * (largest + in) * half + layer.input().scale() * half;
    }
}
