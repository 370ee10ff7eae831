package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.network.Matrix;
import java.util.random.RandomGenerator;

/**
 * Views of images that are rows of channels, lines and pixels: moved by whole pixels with zeros coming in, some pixels
 * dropped, and noise added.
 *
 * @param shift pixels an image moves by at most, in each direction
 * @param noise standard deviation of what is added to each pixel
 * @param drop share of pixels that are 0
 */
record ImageViews(int channels, int side, int shift, double noise, double drop) {
    Matrix of(Matrix samples, RandomGenerator random) {
        if (samples.columns() != channels * side * side) {
            throw new IllegalArgumentException("expected images of " + channels + " x " + side + " x " + side + ", got "
                    + samples.columns() + " values");
        }
        Matrix views = new Matrix(samples.rows(), samples.columns());
        for (int i = 0; i < samples.rows(); i++) {
            int down = random.nextInt(-shift, shift + 1);
            int right = random.nextInt(-shift, shift + 1);
            for (int j = 0; j < samples.columns(); j++) {
                double value = random.nextDouble() < drop ? 0 : moved(samples, i, j, down, right);
                views.set(i, j, value + (noise > 0 ? noise * random.nextGaussian() : 0));
            }
        }
        return views;
    }

    private double moved(Matrix samples, int row, int pixel, int down, int right) {
        int x = pixel % side - right;
        int y = pixel / side % side - down;
        return x < 0 || y < 0 || x >= side || y >= side ? 0 : samples.at(row, pixel - down * side - right);
    }
}
