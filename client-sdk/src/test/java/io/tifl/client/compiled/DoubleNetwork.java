package io.tifl.client.compiled;

import io.tifl.client.Examples;
import java.util.Arrays;

/**
 * A model in plain double-precision loops, written from the definitions of its layers: what both engines are measured by.
 * Values of images are counted channel, row, column.
 */
final class DoubleNetwork {
    private final Model model;
    private final double[] parameters;
    private int next;

    /** At these parameters, in Deeplearning4j's order. */
    DoubleNetwork(Model model, double[] parameters) {
        this.model = model;
        this.parameters = parameters;
    }

    /** The loss of one example, without penalties. */
    double loss(Examples examples, int row) {
        next = 0;
        float[] features = new float[examples.featureSize()];
        examples.features(row, features, 0);
        double[] values = new double[features.length];
        Arrays.setAll(values, i -> features[i]);
        Shape shape = model.input();
        for (LayerSpec layer : model.layers()) {
            values = apply(layer, values, shape);
            shape = layer.out(shape);
        }
        return loss(model.loss(), values, examples.label(row));
    }

    double meanLoss(Examples examples) {
        double sum = 0;
        for (int row = 0; row < examples.size(); row++) {
            sum += loss(examples, row);
        }
        return sum / examples.size();
    }

    /** The derivative of the mean loss by one parameter, as a central difference. */
    double slope(Examples examples, int parameter) {
        double step = 1e-6;
        double value = parameters[parameter];
        parameters[parameter] = value + step;
        double above = meanLoss(examples);
        parameters[parameter] = value - step;
        double below = meanLoss(examples);
        parameters[parameter] = value;
        return (above - below) / (2 * step);
    }

    private double[] apply(LayerSpec layer, double[] in, Shape shape) {
        return switch (layer) {
            case LayerSpec.Convolution convolution -> convolve(convolution, in, shape);
            case LayerSpec.Dense dense -> dense(dense, in);
            case LayerSpec.MaxPool pool -> pool(pool.window(), in, shape, true, false);
            case LayerSpec.AveragePool pool -> pool(pool.window(), in, shape, false, pool.paddingCounts());
            case LayerSpec.Activate activate -> activate(activate.activation(), in);
            case LayerSpec.Dropout ignored -> in;
            default -> throw new IllegalArgumentException("not written out here: " + layer);
        };
    }

    private double[] convolve(LayerSpec.Convolution layer, double[] in, Shape shape) {
        Window window = layer.window();
        Shape out = layer.out(shape);
        int biases = next;
        int weights = next + (layer.biased() ? out.channels() : 0);
        int taps = window.height() * window.width();
        next = weights + out.channels() * shape.channels() * taps;
        double[] result = new double[out.size()];
        for (int o = 0; o < out.channels(); o++) {
            for (int pixel = 0; pixel < out.height() * out.width(); pixel++) {
                double sum = layer.biased() ? parameters[biases + o] : 0;
                for (int c = 0; c < shape.channels(); c++) {
                    for (int tap = 0; tap < taps; tap++) {
                        int from = index(window, shape, out, pixel, tap);
                        if (from >= 0) {
                            sum += parameters[weights + (o * shape.channels() + c) * taps + tap]
                                    * in[c * shape.height() * shape.width() + from];
                        }
                    }
                }
                result[o * out.height() * out.width() + pixel] = sum;
            }
        }
        return activate(layer.activation(), result);
    }

    /** Where a window's tap lies in the input's plane; -1 if in the padding. */
    private static int index(Window window, Shape in, Shape out, int pixel, int tap) {
        int y = pixel / out.width() * window.strideY() - window.top(in) + tap / window.width() * window.dilationY();
        int x = pixel % out.width() * window.strideX() - window.left(in) + tap % window.width() * window.dilationX();
        return y < 0 || x < 0 || y >= in.height() || x >= in.width() ? -1 : y * in.width() + x;
    }

    private double[] dense(LayerSpec.Dense layer, double[] in) {
        int biases = next + layer.units() * in.length;
        double[] result = new double[layer.units()];
        for (int o = 0; o < layer.units(); o++) {
            double sum = layer.biased() ? parameters[biases + o] : 0;
            for (int i = 0; i < in.length; i++) {
                sum += parameters[next + o * in.length + i] * in[i];
            }
            result[o] = sum;
        }
        next = biases + (layer.biased() ? layer.units() : 0);
        return activate(layer.activation(), result);
    }

    private static double[] pool(Window window, double[] in, Shape shape, boolean max, boolean paddingCounts) {
        Shape out = window.out(shape, shape.channels());
        int pixels = out.height() * out.width();
        double[] result = new double[out.size()];
        for (int i = 0; i < result.length; i++) {
            double most = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int count = 0;
            for (int tap = 0; tap < window.height() * window.width(); tap++) {
                int from = index(window, shape, out, i % pixels, tap);
                if (from >= 0) {
                    double value = in[i / pixels * shape.height() * shape.width() + from];
                    most = Math.max(most, value);
                    sum += value;
                    count++;
                }
            }
            result[i] = max ? most : sum / (paddingCounts ? window.height() * window.width() : count);
        }
        return result;
    }

    private static double[] activate(Activation activation, double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double x = values[i];
            result[i] = switch (activation) {
                case IDENTITY -> x;
                case RELU -> Math.max(x, 0);
                case LEAKY_RELU -> x > 0 ? x : (double) Activation.LEAK * x;
                case ELU -> x > 0 ? x : Math.expm1(x);
                case TANH -> Math.tanh(x);
                case SIGMOID -> 1 / (1 + Math.exp(-x));
            };
        }
        return result;
    }

    private static double loss(Loss kind, double[] scores, int label) {
        return switch (kind) {
            case Loss.SoftmaxCrossEntropy ignored -> {
                double most = Arrays.stream(scores).max().orElseThrow();
                double powers = Arrays.stream(scores)
                        .map(score -> Math.exp(score - most))
                        .sum();
                yield Math.log(powers) + most - scores[label];
            }
            case Loss.SigmoidCrossEntropy ignored -> {
                double sum = 0;
                for (int c = 0; c < scores.length; c++) {
                    sum += Math.log1p(Math.exp(c == label ? -scores[c] : scores[c]));
                }
                yield sum;
            }
            case Loss.Squares squares -> {
                double[] outputs = activate(squares.activation(), scores);
                double sum = 0;
                for (int c = 0; c < outputs.length; c++) {
                    double away = outputs[c] - (c == label ? 1 : 0);
                    sum += away * away;
                }
                yield squares.averaged() ? sum / outputs.length : sum;
            }
        };
    }
}
