package io.tifl.experiments.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Places on an image where a square is looked at. Images are {@code height x width x channels}, channels last.
 *
 * @param height of the image
 * @param width of the image
 * @param side of the square
 * @param stride from one square to the next
 * @param padding zeros around the image, fewer than the side
 */
public record Window(int channels, int height, int width, int side, int stride, int padding) {
    public Window {
        List<String> problems = new ArrayList<>();
        if (channels < 1 || height < 1 || width < 1) {
            problems.add("an image must have 1 or more channels, rows and columns, got " + channels + ", " + height
                    + " and " + width);
        }
        if (side < 1 || stride < 1) {
            problems.add("side and stride must be 1 or more, got " + side + " and " + stride);
        }
        if (padding < 0 || padding >= side) {
            problems.add("padding must be 0 or more and less than the side of " + side + ", got " + padding);
        }
        if (side > height + 2 * padding || side > width + 2 * padding) {
            problems.add("a square of side " + side + " does not fit into " + height + " x " + width + " with padding "
                    + padding);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Squares side by side, without padding. */
    public static Window tiles(int channels, int height, int width, int side) {
        return new Window(channels, height, width, side, side, 0);
    }

    /** Squares of an odd side around each pixel. */
    public static Window around(int channels, int height, int width, int side) {
        return new Window(channels, height, width, side, 1, side / 2);
    }

    int inputs() {
        return channels * height * width;
    }

    /** Squares one above the other. */
    public int down() {
        return (height + 2 * padding - side) / stride + 1;
    }

    /** Squares side by side. */
    public int across() {
        return (width + 2 * padding - side) / stride + 1;
    }

    int places() {
        return down() * across();
    }

    /** Values of a square. */
    int patch() {
        return side * side * channels;
    }

    void require(Matrix input) {
        if (input.columns() != inputs()) {
            throw new IllegalArgumentException("expected images of " + height + " x " + width + " x " + channels + ", "
                    + inputs() + " values, got " + input.columns());
        }
    }

    /** A row for each square of images {@code from} to before {@code to}, image by image. */
    Matrix patches(Matrix images, int from, int to) {
        Matrix patches = new Matrix((to - from) * places(), patch());
        each(
                from,
                to,
                (place, image, length) -> System.arraycopy(images.values(), image, patches.values(), place, length));
        return patches;
    }

    /** The way back: adds rows of squares to the images they are of. */
    void addPatches(Matrix patches, Matrix images, int from, int to) {
        double[] source = patches.values();
        double[] target = images.values();
        each(from, to, (place, image, length) -> {
            for (int k = 0; k < length; k++) {
                target[image + k] += source[place + k];
            }
        });
    }

    /** What lies together in a square and in an image. */
    private interface Run {
        void at(int place, int image, int length);
    }

    private void each(int from, int to, Run run) {
        int square = 0;
        for (int image = from; image < to; image++) {
            for (int y = -padding; y + side <= height + padding; y += stride) {
                for (int x = -padding; x + side <= width + padding; x += stride) {
                    each(image * inputs(), square, y, x, run);
                    square += patch();
                }
            }
        }
    }

    private void each(int image, int square, int top, int left, Run run) {
        int first = Math.max(left, 0);
        int length = (Math.min(left + side, width) - first) * channels;
        int indent = (first - left) * channels;
        for (int y = Math.max(top, 0); y < Math.min(top + side, height); y++) {
            run.at(square + (y - top) * side * channels + indent, image + (y * width + first) * channels, length);
        }
    }
}
