package io.tifl.client.dl4j;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;

/** The window of a convolution or pooling layer: height first, then width. */
final class JsonWindow {
    static final Set<String> FIELDS = Set.of("kernelSize", "stride", "padding", "dilation", "convolutionMode");
    private static final int MAX = 64;

    private final int[] kernel;
    private final int[] stride;
    private final int[] padding;
    private final ConvolutionMode mode;

    private JsonWindow(int[] kernel, int[] stride, int[] padding, ConvolutionMode mode) {
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.mode = mode;
    }

    static JsonWindow of(JsonPart layer) {
        layer.integers("dilation", new int[] {1, 1}, 1, 1);
        return new JsonWindow(
                layer.integers("kernelSize", new int[] {1, 1}, 1, MAX),
                layer.integers("stride", new int[] {1, 1}, 1, MAX),
                layer.integers("padding", new int[] {0, 0}, 0, MAX),
                ConvolutionMode.valueOf(layer.word("convolutionMode", List.of("Truncate", "Same"))));
    }

    ConvolutionLayer.Builder convolution() {
        return new ConvolutionLayer.Builder(kernel, stride, padding).convolutionMode(mode);
    }

    DepthwiseConvolution2D.Builder depthwise() {
        return new DepthwiseConvolution2D.Builder(kernel, stride, padding).convolutionMode(mode);
    }

    SubsamplingLayer.Builder pooling(PoolingType type) {
        return new SubsamplingLayer.Builder(type, kernel, stride, padding).convolutionMode(mode);
    }

    long area() {
        return (long) kernel[0] * kernel[1];
    }

    /** How many places the window takes along one dimension of this length. */
    int positions(JsonPart layer, int length, int dimension) {
        if (mode == ConvolutionMode.Same) {
            return Math.ceilDiv(length, stride[dimension]);
        }
        int room = length + 2 * padding[dimension] - kernel[dimension];
        if (room < 0) {
            throw new IllegalArgumentException(layer.path() + " slides a window of " + kernel[dimension] + " over "
                    + length + " values with a padding of " + padding[dimension] + ", expected it to fit");
        }
        return room / stride[dimension] + 1;
    }
}
