package io.tifl.experiments.ssl.image;

import io.tifl.client.Examples;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How images are seen: changed at random one augmentation after the other, then each channel less its mean and divided
 * by its deviation, both of the data set. Immutable and thread-safe.
 *
 * @param steps in order
 * @param means one for each channel, or none
 * @param deviations likewise, above 0
 */
public record Views(ImageShape shape, List<Augmentation> steps, List<Double> means, List<Double> deviations) {
    /** The names of all presets. */
    public static final List<String> PRESETS = List.of("mnist", "fashion-mnist", "cifar10", "stl10");

    private static final List<Double> CIFAR_MEANS = List.of(0.4914, 0.4822, 0.4465);
    private static final List<Double> CIFAR_DEVIATIONS = List.of(0.2470, 0.2435, 0.2616);

    public Views {
        steps = List.copyOf(steps);
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
        if (means.size() != deviations.size() || (!means.isEmpty() && means.size() != shape.channels())) {
            throw new IllegalArgumentException("expected a mean and a deviation for each of " + shape.channels()
                    + " channels, or none, got " + means + " and " + deviations);
        }
        if (deviations.stream().anyMatch(deviation -> !(deviation > 0))) {
            throw new IllegalArgumentException("deviations must be above 0, got " + deviations);
        }
        ImageShape seen = shape;
        List<String> problems = steps.stream()
                .map(step -> step.problem(seen))
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Without means and deviations. */
    public static Views of(ImageShape shape, Augmentation... steps) {
        return new Views(shape, List.of(steps), List.of(), List.of());
    }

    /**
     * Views known by name: {@code mnist} shifts by 3 pixels, adds noise of 0.3 and drops every second pixel; {@code
     * fashion-mnist} crops half the area or more, flips and adds noise of 0.1; {@code cifar10} crops, flips, changes
     * colours, drops them for one in five, and standardises; {@code stl10} blurs besides and changes colours more.
     *
     * @throws IllegalArgumentException if there is no such preset, or images of the shape have no such views
     */
    public static Views preset(String name, ImageShape shape) {
        return switch (name) {
            case "mnist" -> of(shape, new Shift(3), new GaussianNoise(0.3), new PixelDrop(0.5));
            case "fashion-mnist" ->
                of(shape, new ResizedCrop(0.5), new HorizontalFlip().sometimes(0.5), new GaussianNoise(0.1));
            case "cifar10" ->
                new Views(shape, colours(new ColourJitter(0.4, 0.4, 0.4, 0.1)), CIFAR_MEANS, CIFAR_DEVIATIONS);
            case "stl10" -> {
                List<Augmentation> steps = new ArrayList<>(colours(new ColourJitter(0.8, 0.8, 0.8, 0.2)));
                steps.add(new Blur(0.1, 2));
                yield new Views(shape, steps, List.of(), List.of());
            }
            default -> throw new IllegalArgumentException("no views '" + name + "' among " + PRESETS);
        };
    }

    private static List<Augmentation> colours(ColourJitter jitter) {
        return List.of(
                new ResizedCrop(0.08),
                new HorizontalFlip().sometimes(0.5),
                jitter.sometimes(0.8),
                new Grey().sometimes(0.2));
    }

    /**
     * A random view of each of some images. What an image becomes depends on its row and the seed alone.
     *
     * @param rows of the images, one for each row of the result
     * @throws IllegalArgumentException if the images have another shape, or a pixel is not finite
     */
    public Matrix random(Examples images, int[] rows, Seed seed) {
        return all(images, rows, (pixels, row) -> {
            RandomGenerator random = seed.child(row).generator();
            float[] changed = pixels;
            for (Augmentation step : steps) {
                changed = step.apply(changed, shape, random);
            }
            return changed;
        });
    }

    /** Images without random changes, otherwise as {@link #random}. */
    public Matrix plain(Examples images, int[] rows) {
        return all(images, rows, (pixels, _) -> pixels);
    }

    private interface Change {
        float[] of(float[] pixels, int row);
    }

    private Matrix all(Examples images, int[] rows, Change change) {
        requireShape(images);
        Matrix views = new Matrix(rows.length, shape.size());
        for (int i = 0; i < rows.length; i++) {
            float[] pixels = new float[shape.size()];
            images.features(rows[i], pixels, 0);
            requireFinite(pixels, rows[i]);
            write(change.of(pixels, rows[i]), views.values(), i * shape.size());
        }
        return views;
    }

    private void requireShape(Examples images) {
        ImageShape got = ImageShape.of(images);
        if (!got.equals(shape)) {
            throw new IllegalArgumentException("expected images of " + shape + ", got " + got);
        }
    }

    static void requireFinite(float[] pixels, int row) {
        for (int k = 0; k < pixels.length; k++) {
            if (!Float.isFinite(pixels[k])) {
                throw new IllegalArgumentException(
                        "expected finite pixels, got " + pixels[k] + " at " + k + " of image " + row);
            }
        }
    }

    private void write(float[] pixels, double[] to, int at) {
        for (int channel = 0; channel < shape.channels(); channel++) {
            double mean = means.isEmpty() ? 0 : means.get(channel);
            double deviation = means.isEmpty() ? 1 : deviations.get(channel);
            for (int k = channel * shape.area(); k < (channel + 1) * shape.area(); k++) {
                to[at + k] = (pixels[k] - mean) / deviation;
            }
        }
    }
}
