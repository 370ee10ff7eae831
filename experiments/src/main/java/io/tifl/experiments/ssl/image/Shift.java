package io.tifl.experiments.ssl.image;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Moves an image to the side and down, each by a whole number of pixels; black follows.
 *
 * @param pixels the most it moves in each direction, 0 or more
 */
public record Shift(int pixels) implements Augmentation {
    public Shift {
        if (pixels < 0) {
            throw new IllegalArgumentException("a shift must be 0 or more pixels, got " + pixels);
        }
    }

    @Override
    public float[] apply(float[] image, ImageShape shape, RandomGenerator random) {
        int down = random.nextInt(-pixels, pixels + 1);
        int right = random.nextInt(-pixels, pixels + 1);
        float[] moved = new float[image.length];
        int length = shape.width() - Math.abs(right);
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int y = Math.max(0, down); y < shape.height() + Math.min(0, down); y++) {
                int to = channel * shape.area() + y * shape.width();
                int from = to - down * shape.width();
                System.arraycopy(image, from + Math.max(0, -right), moved, to + Math.max(0, right), length);
            }
        }
        return moved;
    }

    @Override
    public Optional<String> problem(ImageShape shape) {
        return pixels < Math.min(shape.height(), shape.width())
                ? Optional.empty()
                : Optional.of("a shift of " + pixels + " pixels is more than an image of " + shape + " has");
    }
}
