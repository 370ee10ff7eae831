package io.tifl.experiments.network;

import java.util.List;

/**
 * Turns images around: from {@code channels x height x width}, as data sets hold them, to {@code height x width x
 * channels}, as {@link Convolution} wants them. Immutable.
 *
 * @param channels 1 or more
 * @param pixels of a channel
 */
public record ChannelsLast(int channels, int pixels) implements Layer {
    @Override
    public Pass forward(Matrix input) {
        return Layer.pass(
                turned(input, channels, pixels), slope -> new Back(turned(slope, pixels, channels), List.of()));
    }

    @Override
    public Matrix infer(Matrix input) {
        return turned(input, channels, pixels);
    }

    private static Matrix turned(Matrix images, int outer, int inner) {
        if (images.columns() != outer * inner) {
            throw new IllegalArgumentException(
                    "expected images of " + outer + " x " + inner + " values, got " + images.columns());
        }
        Matrix turned = new Matrix(images.rows(), images.columns());
        for (int image = 0; image < images.rows(); image++) {
            int from = image * outer * inner;
            for (int a = 0; a < outer; a++) {
                for (int b = 0; b < inner; b++) {
                    turned.values()[from + b * outer + a] = images.values()[from + a * inner + b];
                }
            }
        }
        return turned;
    }

    @Override
    public List<Matrix> parameters() {
        return List.of();
    }

    @Override
    public ChannelsLast copy() {
        return this;
    }
}
