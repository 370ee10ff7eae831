package io.tifl.experiments.ssl.image;

import io.tifl.client.Examples;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.random.RandomGenerator;

/** Images of bars: the class says where one lies, chance how bright it is and what lies around. */
public final class GeneratedImages {
    private GeneratedImages() {}

    public static ImageData data(ImageShape shape, int train, int test, long seed) {
        return ImageData.of(
                bars(shape, train, new Seed(seed).child("train")), bars(shape, test, new Seed(seed).child("test")));
    }

    public static Examples bars(ImageShape shape, int count, Seed seed) {
        RandomGenerator random = seed.generator();
        float[] pixels = new float[count * shape.size()];
        int[] labels = new int[count];
        for (int image = 0; image < count; image++) {
            labels[image] = random.nextInt(4);
            float bright = 0.6f + 0.4f * random.nextFloat();
            for (int k = 0; k < shape.size(); k++) {
                int place = k % shape.area() / shape.width();
                boolean inside = place * 4 / shape.height() == labels[image];
                pixels[image * shape.size() + k] = (inside ? bright : 0) * (0.5f + 0.5f * random.nextFloat());
            }
        }
        return Examples.dense(List.of(shape.channels(), shape.height(), shape.width()), 4, pixels, labels);
    }

    public static Examples of(ImageShape shape, float... pixels) {
        return Examples.dense(
                List.of(shape.channels(), shape.height(), shape.width()),
                1,
                pixels,
                new int[pixels.length / shape.size()]);
    }
}
