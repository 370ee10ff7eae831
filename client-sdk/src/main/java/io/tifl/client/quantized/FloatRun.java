package io.tifl.client.quantized;

import io.tifl.client.compiled.TrainedLayer;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.quantized.FoldedNetwork.Stage;
import io.tifl.kernels.ImageShape;
import io.tifl.kernels.Pooling;
import io.tifl.kernels.SlidingWindow;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;

/** The folded network in floats, one example at a time: what calibration looks at. Confined to one thread. */
final class FloatRun {
    private final FoldedNetwork network;
    private final float[] input;
    private final float[][] outputs;

    FloatRun(FoldedNetwork network) {
        this.network = network;
        this.input = new float[network.input().size()];
        this.outputs = new float[network.stages().size()][];
        Arrays.setAll(outputs, i -> new float[network.out(i).size()]);
    }

    /** Runs one example, {@code [channels][height][width]}. */
    void run(float[] features) {
        ImageShape shape = network.input();
        for (int c = 0, next = 0; c < shape.channels(); c++) {
            for (int p = 0; p < shape.pixels(); p++) {
                input[p * shape.channels() + c] = features[next++];
            }
        }
        for (int i = 0; i < outputs.length; i++) {
            run(network.stages().get(i), outputs[i]);
        }
    }

    /** What a stage made of the last example, channels last. */
    float[] output(int stage) {
        return stage == TrainedNetwork.INPUT ? input : outputs[stage];
    }

    private void run(Stage stage, float[] out) {
        float[] in = output(stage.sources().getFirst());
        switch (stage.layer()) {
            case TrainedLayer.Convolution layer -> convolve(layer, stage, in, out);
            case TrainedLayer.Depthwise layer -> depthwise(layer, stage, in, out);
            case TrainedLayer.Dense layer -> {
                System.arraycopy(layer.bias(), 0, out, 0, out.length);
                for (int i = 0; i < in.length; i++) {
                    addProducts(in[i], layer.weights(), i * out.length, out, 0, out.length);
                }
            }
            case TrainedLayer.MaxPool(var window) -> maxPool(window, stage, in, out);
            case TrainedLayer.AveragePool(var window, var divisor) -> averagePool(window, divisor, stage, in, out);
            case TrainedLayer.Add _ -> {
                float[] other = output(stage.sources().getLast());
                for (int i = 0; i < out.length; i++) {
                    out[i] = in[i] + other[i];
                }
            }
            default -> throw new IllegalStateException("not a stage: " + stage.layer());
        }
        for (int i = 0; stage.rectified() && i < out.length; i++) {
            out[i] = Math.max(out[i], 0);
        }
    }

    private static void addProducts(float x, float[] weights, int from, float[] out, int at, int count) {
        for (int o = 0; o < count; o++) {
            out[at + o] += x * weights[from + o];
        }
    }

    /** What is done with a pixel of a window. */
    private interface Tap {
        void at(int tap, int address, int to);
    }

    /** Calls for every pixel of every window that lies in the image; the place is that of the window's output. */
    private static void forEach(SlidingWindow window, Stage stage, Tap work) {
        ImageShape in = stage.in();
        ImageShape out = stage.out();
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

    private static void convolve(TrainedLayer.Convolution layer, Stage stage, float[] in, float[] out) {
        int channels = stage.in().channels();
        int outputs = layer.outputs();
        repeat(layer.bias(), out);
        forEach(layer.window(), stage, (tap, address, to) -> {
            for (int c = 0; c < channels; c++) {
                addProducts(in[address + c], layer.weights(), (tap * channels + c) * outputs, out, to, outputs);
            }
        });
    }

    private static void repeat(float[] values, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i % values.length];
        }
    }

    private static void depthwise(TrainedLayer.Depthwise layer, Stage stage, float[] in, float[] out) {
        int channels = stage.in().channels();
        repeat(layer.bias(), out);
        forEach(layer.window(), stage, (tap, address, to) -> {
            for (int c = 0; c < channels; c++) {
                out[to + c] += in[address + c] * layer.weights()[tap * channels + c];
            }
        });
    }

    private static void maxPool(SlidingWindow window, Stage stage, float[] in, float[] out) {
        Arrays.fill(out, Float.NEGATIVE_INFINITY);
        forEach(window, stage, (_, address, to) -> {
            for (int c = 0; c < stage.in().channels(); c++) {
                out[to + c] = Math.max(out[to + c], in[address + c]);
            }
        });
    }

    private static void averagePool(
            SlidingWindow window, Pooling.Divisor divisor, Stage stage, float[] in, float[] out) {
        int channels = stage.in().channels();
        int[] pixels = new int[stage.out().pixels()];
        Arrays.fill(out, 0);
        forEach(window, stage, (_, address, to) -> {
            pixels[to / channels]++;
            for (int c = 0; c < channels; c++) {
                out[to + c] += in[address + c];
            }
        });
        IntBinaryOperator divided = switch (divisor) {
            case ONE -> (count, taps) -> 1;
            case PIXELS -> (count, taps) -> count;
            case WINDOW -> (count, taps) -> taps;
        };
        for (int i = 0; i < out.length; i++) {
            out[i] /= divided.applyAsInt(pixels[i / channels], window.taps());
        }
    }
}
