package io.tifl.experiments.ssl.image;

import java.util.random.RandomGenerator;

/**
 * Changes brightness, then contrast, then saturation, then hue, each by a random amount. Brightness multiplies by a
 * factor in {@code 1 ± brightness}; contrast does so with the distance from the image's mean grey, saturation with that
 * from each pixel's own grey; hue turns colours around the axis of greys (in YIQ, which is linear, so all four are one
 * step) by up to {@code hue} of a full turn. Pixels are kept within 0 and 1. Images without three channels have neither
 * saturation nor hue.
 *
 * @param brightness in [0, 1]
 * @param contrast in [0, 1]
 * @param saturation in [0, 1]
 * @param hue in [0, 0.5]
 */
public record ColourJitter(double brightness, double contrast, double saturation, double hue) implements Augmentation {
    private static final double[] GREY = {0.299, 0.587, 0.114};
    private static final double[] I = {0.595716, -0.274453, -0.321263};
    private static final double[] Q = {0.211456, -0.522591, 0.311135};
    private static final double[] BY_I = {0.9563, -0.2721, -1.1070};
    private static final double[] BY_Q = {0.6210, -0.6474, 1.7046};

    public ColourJitter {
        Chance.require("brightness", brightness);
        Chance.require("contrast", contrast);
        Chance.require("saturation", saturation);
        Chance.require("hue, doubled,", 2 * hue);
    }

    @Override
    public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
        float bright = Chance.between(random, 1 - brightness, 1 + brightness);
        float contrasted = Chance.between(random, 1 - contrast, 1 + contrast);
        float factor = bright * contrasted;
        float offset = (1 - contrasted) * bright * meanGrey(pixels, shape);
        if (shape.channels() != 3) {
            for (int k = 0; k < pixels.length; k++) {
                pixels[k] = Math.clamp(factor * pixels[k] + offset, 0f, 1f);
            }
            return pixels;
        }
        double saturated = Chance.between(random, 1 - saturation, 1 + saturation);
        double turn = 2 * Math.PI * Chance.between(random, -hue, hue);
        paint(pixels, shape.area(), colours(saturated, turn), factor, offset);
        return pixels;
    }

    private static float meanGrey(float[] pixels, ImageShape shape) {
        double sum = 0;
        for (int channel = 0; channel < shape.channels(); channel++) {
            double part = 0;
            for (int k = channel * shape.area(); k < (channel + 1) * shape.area(); k++) {
                part += pixels[k];
            }
            sum += part * (shape.channels() == 3 ? GREY[channel] : 1.0 / shape.channels());
        }
        return (float) (sum / shape.area());
    }

    // What each channel becomes of the three, for greys unchanged.
    private static float[] colours(double saturated, double turn) {
        double cosine = StrictMath.cos(turn);
        double sine = StrictMath.sin(turn);
        float[] colours = new float[9];
        for (int to = 0; to < 3; to++) {
            for (int from = 0; from < 3; from++) {
                double i = cosine * I[from] - sine * Q[from];
                double q = sine * I[from] + cosine * Q[from];
                colours[3 * to + from] = (float) (GREY[from] + saturated * (BY_I[to] * i + BY_Q[to] * q));
            }
        }
        return colours;
    }

    private static void paint(float[] pixels, int area, float[] m, float factor, float offset) {
        for (int k = 0; k < area; k++) {
            float red = factor * pixels[k] + offset;
            float green = factor * pixels[area + k] + offset;
            float blue = factor * pixels[2 * area + k] + offset;
            pixels[k] = Math.clamp(m[0] * red + m[1] * green + m[2] * blue, 0f, 1f);
            pixels[area + k] = Math.clamp(m[3] * red + m[4] * green + m[5] * blue, 0f, 1f);
            pixels[2 * area + k] = Math.clamp(m[6] * red + m[7] * green + m[8] * blue, 0f, 1f);
        }
    }
}
