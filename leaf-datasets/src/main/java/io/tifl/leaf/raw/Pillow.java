package io.tifl.leaf.raw;

/**
 * Resizes 8-bit images exactly as Pillow, the Python library LEAF uses: weights in fixed point, rows before columns, each pass
 * rounded to 8 bits.
 */
final class Pillow {
    private static final int PRECISION = 32 - 8 - 2;

    private Pillow() {}

    /** {@code resize} with the given filter. */
    static Plane resize(Plane image, int width, int height, Filter filter) {
        if (filter == Filter.NEAREST) {
            return nearest(image, width, height);
        }
        Plane narrow = image.width() == width ? image : across(image, Weights.of(image.width(), width, filter));
        return image.height() == height ? narrow : down(narrow, Weights.of(image.height(), height, filter));
    }

    /** {@code reduce(2)}: means of 2 x 2 pixels. Sides must be even. */
    static Plane halve(Plane image) {
        if (image.width() % 2 != 0 || image.height() % 2 != 0) {
            throw new IllegalArgumentException("cannot halve " + image.width() + " x " + image.height());
        }
        int width = image.width() / 2;
        byte[] means = new byte[width * (image.height() / 2)];
        for (int i = 0; i < means.length; i++) {
            int x = 2 * (i % width);
            int y = 2 * (i / width);
            int sum = image.at(x, y) + image.at(x + 1, y) + image.at(x, y + 1) + image.at(x + 1, y + 1);
            means[i] = (byte) ((sum + 2) >> 2);
        }
        return new Plane(width, image.height() / 2, means);
    }

    private static Plane across(Plane image, Weights weights) {
        byte[] out = new byte[weights.outputs() * image.height()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < weights.outputs(); x++) {
                out[y * weights.outputs() + x] = weights.apply(image.samples(), y * image.width(), 1, x);
            }
        }
        return new Plane(weights.outputs(), image.height(), out);
    }

    private static Plane down(Plane image, Weights weights) {
        byte[] out = new byte[image.width() * weights.outputs()];
        for (int y = 0; y < weights.outputs(); y++) {
            for (int x = 0; x < image.width(); x++) {
                out[y * image.width() + x] = weights.apply(image.samples(), x, image.width(), y);
            }
        }
        return new Plane(image.width(), weights.outputs(), out);
    }

    private static Plane nearest(Plane image, int width, int height) {
        int[] columns = nearest(image.width(), width);
        int[] rows = nearest(image.height(), height);
        byte[] out = new byte[width * height];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) image.at(columns[i % width], rows[i / width]);
        }
        return new Plane(width, height, out);
    }

    // Summed up step by step, as Pillow does: its rounding errors decide ties.
    private static int[] nearest(int inputs, int outputs) {
        double scale = (double) inputs / outputs;
        int[] picked = new int[outputs];
        double at = scale * 0.5;
        for (int i = 0; i < outputs; i++) {
            picked[i] = (int) at;
            at += scale;
        }
        return picked;
    }

    /** How an output sample is made of those around it. */
    enum Filter {
        /** The one sample nearest to it: what {@code resize} did by default before Pillow 7.0. */
        NEAREST(0) {
            @Override
            double at(double x) {
                return 1;
            }
        },
        /** Cubic convolution with a = -0.5: what {@code resize} does by default since Pillow 7.0. */
        BICUBIC(2) {
            @Override
            double at(double x) {
                double a = -0.5;
                double t = Math.abs(x);
                if (t < 1) {
                    return ((a + 2) * t - (a + 3)) * t * t + 1;
                }
                return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
            }
        },
        /** A sinc within a sinc, three lobes: what Pillow called {@code ANTIALIAS}. */
        LANCZOS(3) {
            @Override
            double at(double x) {
                return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
            }
        };

        private final double support;

        Filter(double support) {
            this.support = support;
        }

        abstract double at(double x);

        private static double sinc(double x) {
            return x == 0 ? 1 : StrictMath.sin(x * Math.PI) / (x * Math.PI);
        }
    }

    /** For every output, the first input it depends on and the fixed-point weights from there on. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Weights(int[] first, int[][] weights) {
        static Weights of(int inputs, int outputs, Filter filter) {
            int[] first = new int[outputs];
            int[][] weights = new int[outputs][];
            double scale = (double) inputs / outputs;
            double stretch = Math.max(1, scale);
            double support = filter.support * stretch;
            for (int i = 0; i < outputs; i++) {
                double centre = (i + 0.5) * scale;
                first[i] = Math.max(0, (int) (centre - support + 0.5));
                int end = Math.min(inputs, (int) (centre + support + 0.5));
                weights[i] = weights(filter, first[i] - centre + 0.5, 1 / stretch, end - first[i]);
            }
            return new Weights(first, weights);
        }

        private static int[] weights(Filter filter, double start, double step, int count) {
            double[] exact = new double[count];
            double sum = 0;
            for (int k = 0; k < count; k++) {
                exact[k] = filter.at((k + start) * step);
                sum += exact[k];
            }
            int[] fixed = new int[count];
            for (int k = 0; k < count; k++) {
                double weight = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << PRECISION);
                fixed[k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            return fixed;
        }

        int outputs() {
            return first.length;
        }

        byte apply(byte[] samples, int offset, int stride, int output) {
            int sum = 1 << (PRECISION - 1);
            int at = offset + first[output] * stride;
            for (int weight : weights[output]) {
                sum += weight * (samples[at] & 0xFF);
                at += stride;
            }
            return (byte) Math.clamp(sum >> PRECISION, 0, 255);
        }
    }
}
