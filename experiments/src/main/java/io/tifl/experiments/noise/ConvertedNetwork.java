package io.tifl.experiments.noise;

import io.tifl.client.Examples;
import io.tifl.client.compiled.TrainedLayer;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.compiled.TrainedNetwork.Node;
import io.tifl.kernels.ImageShape;
import io.tifl.kernels.Pooling;
import io.tifl.kernels.SlidingWindow;
import java.util.Arrays;

/**
 * A network whose convolutions and dense layers run in analog arrays between converters: inputs are rounded before, sums of products after,
 * and biases, normalisation, activations and pooling are digital. A plain forward pass with examples innermost, so that every loop runs over
 * them; sums are taken in a fixed order, so results have the same bits everywhere. Confined to one thread.
 */
final class ConvertedNetwork {
    private static final int BATCH = 64;

    private final TrainedNetwork network;
    private final Converters converters;
    private final float[] inputRanges;
    private final float[] outputRanges;
    private final boolean calibrates;
    private final float[] input;
    private final float[][] outputs;

    private ConvertedNetwork(
            TrainedNetwork network,
            Converters converters,
            float[] inputRanges,
            float[] outputRanges,
            boolean calibrates) {
        this.network = network;
        this.converters = converters;
        this.inputRanges = inputRanges;
        this.outputRanges = outputRanges;
        this.calibrates = calibrates;
        this.input = new float[network.input().size() * BATCH];
        this.outputs = new float[network.nodes().size()][];
        Arrays.setAll(outputs, i -> new float[network.nodes().get(i).out().size() * BATCH]);
    }

    /** Without converters, taking note of the largest input and sum of every layer. */
    static ConvertedNetwork calibrating(TrainedNetwork network) {
        int nodes = network.nodes().size();
        return new ConvertedNetwork(network, Converters.NONE, new float[nodes], new float[nodes], true);
    }

    /** A network of the same layers and other weights, between converters of the ranges noted. */
    ConvertedNetwork with(TrainedNetwork other, Converters between) {
        return new ConvertedNetwork(other, between, inputRanges, outputRanges, false);
    }

    /** Of how many examples the highest score, the first of equals, is that of their label; NaN is never the highest. */
    long correct(Examples examples) throws InterruptedException {
        float[] features = new float[examples.featureSize()];
        long correct = 0;
        for (int from = 0; from < examples.size(); from += BATCH) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted between two batches");
            }
            int count = Math.min(BATCH, examples.size() - from);
            Arrays.fill(input, 0);
            for (int i = 0; i < count; i++) {
                examples.features(from + i, features, 0);
                place(features, i);
            }
            run();
            for (int i = 0; i < count; i++) {
                correct += highest(i) == examples.label(from + i) ? 1 : 0;
            }
        }
        return correct;
    }

    // From channel, row, column to row, column, channel, example.
    private void place(float[] features, int example) {
        ImageShape shape = network.input();
        int next = 0;
        for (int c = 0; c < shape.channels(); c++) {
            for (int p = 0; p < shape.pixels(); p++) {
                input[(p * shape.channels() + c) * BATCH + example] = features[next++];
            }
        }
    }

    private int highest(int example) {
        float[] scores = outputs[outputs.length - 1];
        int best = -1;
        float most = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < network.classes(); c++) {
            if (scores[c * BATCH + example] > most) {
                most = scores[c * BATCH + example];
                best = c;
            }
        }
        return best;
    }

    private void run() {
        for (int i = 0; i < outputs.length; i++) {
            Node node = network.nodes().get(i);
            run(i, node, output(node.sources().getFirst()), shape(node.sources().getFirst()), outputs[i]);
        }
    }

    private float[] output(int node) {
        return node == TrainedNetwork.INPUT ? input : outputs[node];
    }

    private ImageShape shape(int node) {
        return node == TrainedNetwork.INPUT
                ? network.input()
                : network.nodes().get(node).out();
    }

    private void run(int index, Node node, float[] in, ImageShape shape, float[] out) {
        switch (node.layer()) {
            case TrainedLayer.Convolution(var window, int channels, var weights, var bias) ->
                analog(
                        index,
                        in,
                        out,
                        bias,
                        converted -> forEach(window, shape, node.out(), (tap, from, to) -> {
                            for (int c = 0; c < shape.channels(); c++) {
                                for (int o = 0; o < channels; o++) {
                                    float weight = weights[(tap * shape.channels() + c) * channels + o];
                                    addTimes(weight, converted, from + c, out, to + o);
                                }
                            }
                        }));
            case TrainedLayer.Depthwise(var window, var weights, var bias) ->
                analog(
                        index,
                        in,
                        out,
                        bias,
                        converted -> forEach(window, shape, node.out(), (tap, from, to) -> {
                            for (int c = 0; c < shape.channels(); c++) {
                                addTimes(weights[tap * shape.channels() + c], converted, from + c, out, to + c);
                            }
                        }));
            case TrainedLayer.Dense(int units, var weights, var bias) ->
                analog(index, in, out, bias, converted -> {
                    for (int i = 0; i < shape.size(); i++) {
                        for (int o = 0; o < units; o++) {
                            addTimes(weights[i * units + o], converted, i, out, o);
                        }
                    }
                });
            default -> digital(node, in, shape, out);
        }
    }

    /** Sums of products over inputs that have been converted. */
    private interface Products {
        void addTo(float[] converted);
    }

    private void analog(int index, float[] in, float[] out, float[] bias, Products products) {
        if (calibrates) {
            inputRanges[index] = Math.max(inputRanges[index], largest(in));
        }
        float[] converted = in.clone();
        Converters.convert(converted, converters.inputBits(), inputRanges[index]);
        Arrays.fill(out, 0);
        products.addTo(converted);
        if (calibrates) {
            outputRanges[index] = Math.max(outputRanges[index], largest(out));
        }
        Converters.convert(out, converters.outputBits(), outputRanges[index]);
        for (int i = 0; i < out.length; i++) {
            out[i] += bias[i / BATCH % bias.length];
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private void digital(Node node, float[] in, ImageShape shape, float[] out) {
        switch (node.layer()) {
            case TrainedLayer.Scale(var factors, var offsets) -> {
                for (int i = 0; i < out.length; i++) {
                    int channel = i / BATCH % factors.length;
                    out[i] = in[i] * factors[channel] + offsets[channel];
                }
            }
            case TrainedLayer.Rectify _ -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = Math.max(in[i], 0);
                }
            }
            case TrainedLayer.Activate activate -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = activate.function().of(in[i]);
                }
            }
            case TrainedLayer.Add _ -> {
                float[] other = output(node.sources().getLast());
                for (int i = 0; i < out.length; i++) {
                    out[i] = in[i] + other[i];
                }
            }
            case TrainedLayer.MaxPool(var window) -> maxPool(window, in, shape, node.out(), out);
            case TrainedLayer.AveragePool(var window, var divisor) ->
                averagePool(window, divisor, in, shape, node.out(), out);
            default -> throw new IllegalStateException("not a digital layer: " + node.layer());
        }
    }

    private static void maxPool(SlidingWindow window, float[] in, ImageShape shape, ImageShape outShape, float[] out) {
        Arrays.fill(out, Float.NEGATIVE_INFINITY);
        forEach(window, shape, outShape, (_, from, to) -> {
            for (int i = 0; i < shape.channels() * BATCH; i++) {
                out[to * BATCH + i] = Math.max(out[to * BATCH + i], in[from * BATCH + i]);
            }
        });
    }

    private static void averagePool(
            SlidingWindow window,
            Pooling.Divisor divisor,
            float[] in,
            ImageShape shape,
            ImageShape outShape,
            float[] out) {
        int[] pixels = new int[outShape.pixels()];
        Arrays.fill(out, 0);
        forEach(window, shape, outShape, (_, from, to) -> {
            pixels[to / outShape.channels()]++;
            for (int i = 0; i < shape.channels() * BATCH; i++) {
                out[to * BATCH + i] += in[from * BATCH + i];
            }
        });
        for (int i = 0; i < out.length; i++) {
            out[i] /= switch (divisor) {
                case ONE -> 1;
                case PIXELS -> pixels[i / BATCH / outShape.channels()];
                case WINDOW -> window.taps();
            };
        }
    }

    /** What is done with a pixel of a window. */
    private interface Tap {
        /**
         * Works.
         *
         * @param from the pixel's first value
         * @param to the first value of the window's output
         */
        void at(int tap, int from, int to);
    }

    /** Calls for every pixel of every window that lies in the image. */
    private static void forEach(SlidingWindow window, ImageShape in, ImageShape out, Tap work) {
        for (int pixel = 0; pixel < out.pixels(); pixel++) {
            int top = pixel / out.width() * window.strideY() - window.top();
            int left = pixel % out.width() * window.strideX() - window.left();
            for (int tap = 0; tap < window.taps(); tap++) {
                int y = top + tap / window.width() * window.dilationY();
                int x = left + tap % window.width() * window.dilationX();
                if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
                    work.at(tap, (y * in.width() + x) * in.channels(), pixel * out.channels());
                }
            }
        }
    }

    private static void addTimes(float weight, float[] in, int from, float[] out, int to) {
        for (int i = 0; i < BATCH; i++) {
            out[to * BATCH + i] += weight * in[from * BATCH + i];
        }
    }
}
