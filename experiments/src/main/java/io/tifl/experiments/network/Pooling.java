package io.tifl.experiments.network;

import java.util.Arrays;
import java.util.List;

/**
 * One value for each square of an image and each channel: the largest, or the mean. Images are {@code height x width x
 * channels}, channels last, before and after. What no square reaches, at the right and at the bottom, does not count.
 * Immutable.
 *
 * @param window squares, without padding
 */
public record Pooling(Kind kind, Window window) implements Layer {
    public Pooling {
        if (window.padding() != 0) {
            throw new IllegalArgumentException("pooling goes without padding, got " + window.padding());
        }
    }

    /** What a square becomes. */
    public enum Kind {
        /** The largest value; of several, the first in reading order takes the slope. */
        MAX,
        MEAN
    }

    @Override
    public Pass forward(Matrix input) {
        window.require(input);
        Matrix output = new Matrix(input.rows(), window.places() * window.channels());
        if (kind == Kind.MEAN) {
            mean(input, output);
            return Layer.pass(output, slope -> new Back(spread(slope), List.of()));
        }
        int[] sources = largest(input, output);
        return Layer.pass(output, slope -> new Back(toSources(slope, sources), List.of()));
    }

    @Override
    public Matrix infer(Matrix input) {
        return forward(input).output();
    }

    private void mean(Matrix input, Matrix output) {
        double share = 1.0 / (window.side() * window.side());
        each(input.rows(), (in, out) -> output.values()[out] += share * input.values()[in]);
    }

    private Matrix spread(Matrix slope) {
        double share = 1.0 / (window.side() * window.side());
        Matrix back = new Matrix(slope.rows(), window.inputs());
        each(slope.rows(), (in, out) -> back.values()[in] += share * slope.values()[out]);
        return back;
    }

    private int[] largest(Matrix input, Matrix output) {
        double[] values = input.values();
        double[] best = output.values();
        int[] sources = new int[best.length];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        Arrays.fill(sources, -1);
        each(input.rows(), (in, out) -> {
            // Not a number counts as larger than all: a fault shows instead of being skipped.
            if (sources[out] < 0 || values[in] > best[out] || Double.isNaN(values[in])) {
                best[out] = values[in];
                sources[out] = in;
            }
        });
        return sources;
    }

    private Matrix toSources(Matrix slope, int[] sources) {
        Matrix back = new Matrix(slope.rows(), window.inputs());
        for (int out = 0; out < sources.length; out++) {
            back.values()[sources[out]] += slope.values()[out];
        }
        return back;
    }

    private interface Pair {
        void at(int in, int out);
    }

    private void each(int images, Pair pair) {
        int channels = window.channels();
        int out = 0;
        for (int image = 0; image < images; image++) {
            for (int y = 0; y < window.down(); y++) {
                for (int x = 0; x < window.across(); x++) {
                    int corner = image * window.inputs() + (y * window.width() + x) * window.stride() * channels;
                    square(corner, out, pair);
                    out += channels;
                }
            }
        }
    }

    private void square(int corner, int out, Pair pair) {
        int channels = window.channels();
        for (int y = 0; y < window.side(); y++) {
            int row = corner + y * window.width() * channels;
            for (int x = 0; x < window.side(); x++) {
                for (int c = 0; c < channels; c++) {
                    pair.at(row + x * channels + c, out + c);
                }
            }
        }
    }

    @Override
    public List<Matrix> parameters() {
        return List.of();
    }

    @Override
    public Pooling copy() {
        return this;
    }
}
