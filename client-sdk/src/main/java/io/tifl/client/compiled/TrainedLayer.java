package io.tifl.client.compiled;

import io.tifl.kernels.Pooling;
import io.tifl.kernels.SlidingWindow;

/**
 * One layer of a trained network with its parameters, as evaluation sees it. Images lie channels last; arrays are the layer's
 * own and are not to be written.
 */
@SuppressWarnings("ArrayRecordComponent") // large, read in place, never compared
public sealed interface TrainedLayer {
    /**
     * A convolution.
     *
     * @param weights for each pixel of the window and each input channel a row of {@code outputs}
     * @param bias of each output
     */
    record Convolution(SlidingWindow window, int outputs, float[] weights, float[] bias) implements TrainedLayer {}

    /**
     * A depthwise convolution.
     *
     * @param weights for each pixel of the window a row of channels
     * @param bias of each channel
     */
    record Depthwise(SlidingWindow window, float[] weights, float[] bias) implements TrainedLayer {}

    /**
     * A dense layer over all values of its input.
     *
     * @param weights for each value of the input, channels last, a row of {@code outputs}
     * @param bias of each output
     */
    record Dense(int outputs, float[] weights, float[] bias) implements TrainedLayer {}

    /** Batch normalisation by its running statistics: each channel times its factor plus its offset. */
    record Scale(float[] factors, float[] offsets) implements TrainedLayer {}

    /** The rectifier. */
    record Rectify() implements TrainedLayer {}

    /** Another activation, element by element. */
    record Activate(String name, Function function) implements TrainedLayer {
        /** From a float to a float. */
        @FunctionalInterface
        public interface Function {
            float of(float x);
        }
    }

    /** Max pooling; padding is left out. */
    record MaxPool(SlidingWindow window) implements TrainedLayer {}

    /** Average or sum pooling; padding is left out of the sum. */
    record AveragePool(SlidingWindow window, Pooling.Divisor divisor) implements TrainedLayer {}

    /** The sum of two images of one shape. */
    record Add() implements TrainedLayer {}
}
