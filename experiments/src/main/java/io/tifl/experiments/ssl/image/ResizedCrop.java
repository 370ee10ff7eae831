package io.tifl.experiments.ssl.image;

import java.util.random.RandomGenerator;

/**
 * Cuts out a part of an image and makes it as large as the image was, with values between pixels by lines in both
 * directions. Ratios of width to height are between 3/4 and 4/3, uniform in their logarithm; a part that does not fit is
 * drawn again up to ten times, after which the whole image is taken.
 *
 * @param least the least share of the area, above 0 and at most 1
 */
public record ResizedCrop(double least) implements Augmentation {
    private static final int TRIES = 10;

    public ResizedCrop {
        if (!(least > 0 && least <= 1)) {
            throw new IllegalArgumentException("the least share of a crop must be in (0, 1], got " + least);
        }
    }

    private record Part(int top, int left, int height, int width) {}

    @Override
    public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
        return resized(pixels, shape, part(shape, random));
    }

    private Part part(ImageShape shape, RandomGenerator random) {
        for (int i = 0; i < TRIES; i++) {
            double area = shape.area() * (least + (1 - least) * random.nextDouble());
            double ratio = StrictMath.pow(4.0 / 3, 2 * random.nextDouble() - 1);
            int width = (int) Math.round(Math.sqrt(area * ratio));
            int height = (int) Math.round(Math.sqrt(area / ratio));
            if (width >= 1 && height >= 1 && width <= shape.width() && height <= shape.height()) {
                int top = random.nextInt(shape.height() - height + 1);
                return new Part(top, random.nextInt(shape.width() - width + 1), height, width);
            }
        }
        return new Part(0, 0, shape.height(), shape.width());
    }

    private static float[] resized(float[] pixels, ImageShape shape, Part part) {
        Steps down = Steps.of(part.top(), part.height(), shape.height());
        Steps across = Steps.of(part.left(), part.width(), shape.width());
        float[] large = new float[pixels.length];
        int at = 0;
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int y = 0; y < shape.height(); y++) {
                int upper = channel * shape.area() + down.before[y] * shape.width();
                int lower = channel * shape.area() + down.after[y] * shape.width();
                float share = down.share[y];
                for (int x = 0; x < shape.width(); x++) {
                    float top =
                            mixed(pixels[upper + across.before[x]], pixels[upper + across.after[x]], across.share[x]);
                    float low =
                            mixed(pixels[lower + across.before[x]], pixels[lower + across.after[x]], across.share[x]);
                    large[at++] = mixed(top, low, share);
                }
            }
        }
        return large;
    }

    private static float mixed(float one, float other, float share) {
        return one + share * (other - one);
    }

    // Where pixels of the large image lie between those of the part, by their middles.
    private static final class Steps {
        final int[] before;
        final int[] after;
        final float[] share;

        private Steps(int size) {
            before = new int[size];
            after = new int[size];
            share = new float[size];
        }

        static Steps of(int first, int length, int size) {
            Steps steps = new Steps(size);
            for (int k = 0; k < size; k++) {
                double place = Math.clamp((k + 0.5) * length / size - 0.5, 0, length - 1);
                steps.before[k] = first + (int) place;
                steps.after[k] = first + Math.min((int) place + 1, length - 1);
                steps.share[k] = (float) (place - (int) place);
            }
            return steps;
        }
    }
}
