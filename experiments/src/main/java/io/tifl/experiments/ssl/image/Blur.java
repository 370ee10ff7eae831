package io.tifl.experiments.ssl.image;

import java.util.random.RandomGenerator;

/**
 * Gaussian blur of a random width; beyond the edge the outermost pixels go on.
 *
 * @param least the least standard deviation in pixels, above 0
 * @param most the greatest
 */
public record Blur(double least, double most) implements Augmentation {
    public Blur {
        if (!(least > 0 && most >= least && Double.isFinite(most))) {
            throw new IllegalArgumentException(
                    "expected deviations of a blur above 0, the least first, got " + least + " and " + most);
        }
    }

    @Override
    public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
        float[] kernel = kernel(Chance.between(random, least, most));
        float[] across = new float[pixels.length];
        float[] both = new float[pixels.length];
        for (int channel = 0; channel < shape.channels(); channel++) {
            int from = channel * shape.area();
            for (int y = 0; y < shape.height(); y++) {
                line(pixels, across, from + y * shape.width(), 1, shape.width(), kernel);
            }
            for (int x = 0; x < shape.width(); x++) {
                line(across, both, from + x, shape.width(), shape.height(), kernel);
            }
        }
        return both;
    }

    // From its middle to one side; all of it sums to 1.
    private static float[] kernel(double deviation) {
        double[] weights = new double[1 + (int) Math.ceil(2 * deviation)];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = StrictMath.exp(-k * k / (2 * deviation * deviation));
            sum += k == 0 ? weights[k] : 2 * weights[k];
        }
        float[] kernel = new float[weights.length];
        for (int k = 0; k < weights.length; k++) {
            kernel[k] = (float) (weights[k] / sum);
        }
        return kernel;
    }

    private static void line(float[] from, float[] to, int first, int step, int length, float[] kernel) {
        for (int i = 0; i < length; i++) {
            float sum = kernel[0] * from[first + i * step];
            for (int k = 1; k < kernel.length; k++) {
                int before = first + Math.max(0, i - k) * step;
                int after = first + Math.min(length - 1, i + k) * step;
                sum += kernel[k] * (from[before] + from[after]);
            }
            to[first + i * step] = sum;
        }
    }
}
