package io.tifl.client.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * The shape of one example between two layers, and the arithmetic of convolutions on it.
 *
 * @param height 0 for flat features, which are all channels
 */
record JsonShape(int channels, int height, int width) {
    /** 16 MB of floats per example. */
    private static final long MAX_VALUES = 4_000_000;

    /** What a convolution unrolls one example to where it runs as a matrix product: 256 MB of floats. */
    private static final long MAX_COLUMNS = 1 << 26;

    JsonShape {
        if (values(channels, height, width) > MAX_VALUES) {
            throw new IllegalArgumentException("one example takes " + values(channels, height, width)
                    + " values between two layers, expected at most " + MAX_VALUES);
        }
    }

    static JsonShape flat(int features) {
        return new JsonShape(features, 0, 0);
    }

    static JsonShape of(List<Integer> shape) {
        return shape.size() == 1 ? flat(shape.get(0)) : new JsonShape(shape.get(0), shape.get(1), shape.get(2));
    }

    private static long values(int channels, int height, int width) {
        return Math.multiplyExact((long) channels, Math.max(1L, (long) height * width));
    }

    boolean isFlat() {
        return height == 0;
    }

    int size() {
        return Math.toIntExact(values(channels, height, width));
    }

    List<Integer> dimensions() {
        return isFlat() ? List.of(channels) : List.of(channels, height, width);
    }

    InputType inputType() {
        return isFlat() ? InputType.feedForward(channels) : InputType.convolutional(height, width, channels);
    }

    /** What a window that slides over height and width leaves, with {@code outputs} channels. */
    JsonShape slid(JsonPart layer, JsonWindow window, int outputs) {
        int rows = window.positions(layer, height, 0);
        int columns = window.positions(layer, width, 1);
        long unrolled = Math.multiplyExact(Math.multiplyExact(window.area(), channels), (long) rows * columns);
        if (unrolled > MAX_COLUMNS) {
            throw new IllegalArgumentException(
                    layer.path() + " unrolls one example to " + unrolled + " values, expected at most " + MAX_COLUMNS);
        }
        return new JsonShape(outputs, rows, columns);
    }
}
