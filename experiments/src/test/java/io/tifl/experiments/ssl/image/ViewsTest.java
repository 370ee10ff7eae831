package io.tifl.experiments.ssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsTest {
    private static final ImageShape GREY = new ImageShape(1, 8, 6);
    private static final ImageShape COLOUR = new ImageShape(3, 8, 8);

    @ParameterizedTest
    @ValueSource(strings = {"mnist", "fashion-mnist", "cifar10", "stl10"})
    void viewOfAnImageDependsOnItsRowAndTheSeedAlone(String preset) {
        Examples images = GeneratedImages.bars(COLOUR, 5, new Seed(1));
        Views views = Views.preset(preset, COLOUR);

        Matrix all = views.random(images, new int[] {0, 1, 2, 3, 4}, new Seed(2));
        Matrix some = views.random(images, new int[] {3, 1}, new Seed(2));

        assertThat(some.row(0)).containsExactly(all.row(3));
        assertThat(some.row(1)).containsExactly(all.row(1));
        assertThat(views.random(images, new int[] {3}, new Seed(3)).row(0)).isNotEqualTo(all.row(3));
        assertThat(all.values()).doesNotContain(Double.NaN);
    }

    @Test
    void plainViewsAreTheImagesThemselves() {
        Examples images = GeneratedImages.of(new ImageShape(1, 1, 2), 0.25f, 0.5f);

        Matrix plain = Views.preset("fashion-mnist", new ImageShape(1, 1, 2)).plain(images, new int[] {0});

        assertThat(plain.values()).containsExactly(0.25, 0.5);
    }

    @Test
    void channelsAreStandardisedEachByItself() {
        ImageShape shape = new ImageShape(2, 1, 2);
        Views views = new Views(shape, List.of(), List.of(0.5, 1.0), List.of(0.5, 2.0));

        Matrix seen = views.random(GeneratedImages.of(shape, 0, 1, 1, 3), new int[] {0}, new Seed(1));

        assertThat(seen.values()).containsExactly(-1, 1, 0, 1);
    }

    @Test
    void shiftMovesWholePixelsAndLeavesBlack() {
        ImageShape shape = new ImageShape(2, 5, 4);
        Set<List<Integer>> seen = new HashSet<>();
        for (int draw = 0; draw < 400; draw++) {
            float[] image = new float[shape.size()];
            image[2 * 4 + 2] = 1;
            image[shape.area() + 2 * 4 + 2] = 2;

            float[] moved = new Shift(1).apply(image, shape, random(draw));

            int at = indexOf(moved, 1);
            assertThat(indexOf(moved, 2)).isEqualTo(at + shape.area());
            assertThat(sum(moved)).isEqualTo(3);
            seen.add(List.of(at / 4, at % 4));
        }
        assertThat(seen).hasSize(9);
    }

    @Test
    void shiftBeyondAnEdgeLosesWhatLeaves() {
        float[] image = {1, 2, 3, 4};
        boolean lost = false;
        for (int draw = 0; draw < 50; draw++) {
            lost |= sum(new Shift(1).apply(image.clone(), new ImageShape(1, 2, 2), random(draw))) < 10;
        }
        assertThat(lost).isTrue();
        assertThat(new Shift(0).apply(image.clone(), new ImageShape(1, 2, 2), random(1)))
                .containsExactly(image);
    }

    @Test
    void noiseHasItsDeviation() {
        float[] noise = new GaussianNoise(0.3).apply(new float[40_000], new ImageShape(1, 200, 200), random(1));

        double squares = 0;
        for (float one : noise) {
            squares += one * one;
        }
        assertThat(Math.sqrt(squares / noise.length)).isCloseTo(0.3, within(0.005));
        assertThat(sum(noise) / noise.length).isCloseTo(0, within(0.006));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 1})
    void shareOfPixelsIsDroppedInAllChannels(double share) {
        ImageShape shape = new ImageShape(2, 101, 99);
        float[] ones = new float[shape.size()];
        Arrays.fill(ones, 1);

        float[] dropped = new PixelDrop(share).apply(ones, shape, random(1));

        assertThat(1 - sum(dropped) / shape.size()).isCloseTo(share, within(share % 1 == 0 ? 0 : 0.015));
        assertThat(Arrays.copyOf(dropped, shape.area()))
                .containsExactly(Arrays.copyOfRange(dropped, shape.area(), shape.size()));
    }

    @Test
    void flipMakesLeftRight() {
        assertThat(new HorizontalFlip().apply(new float[] {1, 2, 3, 4, 5, 6}, new ImageShape(1, 2, 3), random(1)))
                .containsExactly(3, 2, 1, 6, 5, 4);
    }

    @Test
    void changeHappensAsOftenAsItShould() {
        Augmentation flip = new HorizontalFlip().sometimes(0.3);
        int flipped = 0;
        for (int draw = 0; draw < 2000; draw++) {
            flipped += flip.apply(new float[] {1, 2}, new ImageShape(1, 1, 2), random(draw))[0] == 2 ? 1 : 0;
        }
        assertThat(flipped / 2000.0).isCloseTo(0.3, within(0.04));
    }

    @Test
    void cropOfTheWholeImageIsTheImage() {
        float[] image = new float[64];
        for (int k = 0; k < 64; k++) {
            image[k] = k;
        }

        boolean same = false;
        for (int draw = 0; draw < 20; draw++) {
            float[] cropped = new ResizedCrop(1).apply(image.clone(), new ImageShape(1, 8, 8), random(draw));
            same |= Arrays.equals(cropped, image);
        }

        assertThat(same).isTrue();
    }

    @Test
    void cropIsALinearPartOfALinearImage() {
        ImageShape shape = new ImageShape(1, 16, 16);
        float[] ramp = new float[256];
        for (int k = 0; k < 256; k++) {
            ramp[k] = k % 16;
        }
        for (int draw = 0; draw < 50; draw++) {
            float[] cropped = new ResizedCrop(0.2).apply(ramp.clone(), shape, random(draw));

            // Between the edges of the part each step to the right is as wide as any other, and rows are equal.
            float step = cropped[8] - cropped[7];
            assertThat(step).isBetween(0.3f, 1.01f);
            assertThat(cropped[9] - cropped[8]).isCloseTo(step, within(1e-4f));
            assertThat(cropped[15 * 16 + 8]).isCloseTo(cropped[8], within(1e-5f));
            assertThat(cropped[0]).isGreaterThanOrEqualTo(0);
            assertThat(cropped[15]).isLessThanOrEqualTo(15);
        }
    }

    @Test
    void jitterOfNothingChangesNothingAndGreysStayGrey() {
        ImageShape shape = new ImageShape(3, 1, 2);
        float[] image = {0.1f, 0.9f, 0.5f, 0.2f, 0.7f, 0.3f};

        assertThat(new ColourJitter(0, 0, 0, 0).apply(image.clone(), shape, random(1)))
                .containsExactly(image, within(1e-3f));
        float[] greys = new ColourJitter(0.4, 0.4, 0.4, 0.5)
                .apply(new float[] {0.3f, 0.6f, 0.3f, 0.6f, 0.3f, 0.6f}, shape, random(2));
        assertThat(greys[2]).isCloseTo(greys[0], within(1e-3f));
        assertThat(greys[4]).isCloseTo(greys[0], within(1e-3f));
        assertThat(greys[5]).isCloseTo(greys[1], within(1e-3f));
    }

    @Test
    void jitterKeepsPixelsWithinTheirRange() {
        Views views = Views.of(COLOUR, new ColourJitter(1, 1, 1, 0.5));
        Examples images = GeneratedImages.bars(COLOUR, 50, new Seed(1));

        for (int row = 0; row < 50; row++) {
            for (double value :
                    views.random(images, new int[] {row}, new Seed(2)).values()) {
                assertThat(value).isBetween(0.0, 1.0);
            }
        }
        float[] grey =
                new ColourJitter(0.4, 0.4, 0.4, 0.1).apply(new float[] {0.5f}, new ImageShape(1, 1, 1), random(3));
        assertThat(grey[0]).isBetween(0.3f, 0.7f);
    }

    @Test
    void huesTurnAndKeepTheirGrey() {
        float[] red = {0.6f, 0.3f, 0.3f};

        float[] turned = new ColourJitter(0, 0, 0, 0.1).apply(red.clone(), new ImageShape(3, 1, 1), random(5));

        assertThat(0.299f * turned[0] + 0.587f * turned[1] + 0.114f * turned[2])
                .isCloseTo(0.299f * 0.6f + 0.701f * 0.3f, within(1e-3f));
        assertThat(turned[1]).isNotCloseTo(0.3f, within(1e-3f));
    }

    @Test
    void greyIsTheSameInAllChannels() {
        assertThat(new Grey().apply(new float[] {1, 0, 0.5f}, new ImageShape(3, 1, 1), random(1)))
                .containsExactly(new float[] {0.356f, 0.356f, 0.356f}, within(1e-6f));
    }

    @Test
    void blurSpreadsAPointAndKeepsItsSum() {
        ImageShape shape = new ImageShape(1, 15, 15);
        float[] point = new float[225];
        point[7 * 15 + 7] = 1;

        float[] blurred = new Blur(1, 1).apply(point, shape, random(1));

        assertThat(sum(blurred)).isCloseTo(1, within(1e-5));
        assertThat(blurred[7 * 15 + 7]).isBetween(0.1f, 0.3f);
        assertThat(blurred[7 * 15 + 8]).isEqualTo(blurred[6 * 15 + 7]).isPositive();
        float[] even = new float[225];
        Arrays.fill(even, 0.5f);
        assertThat(new Blur(0.1, 2).apply(even, shape, random(2))).containsOnly(new float[] {0.5f}, within(1e-5f));
    }

    @Test
    void pixelsThatAreNoNumbersAreRefused() {
        Examples images = GeneratedImages.of(new ImageShape(1, 1, 2), 0, 1, 0, Float.NaN);
        Views views = Views.of(new ImageShape(1, 1, 2));

        assertThat(views.plain(images, new int[] {0}).values()).containsExactly(0, 1);
        assertThatThrownBy(() -> views.random(images, new int[] {0, 1}, new Seed(1)))
                .hasMessage("expected finite pixels, got NaN at 1 of image 1");
        assertThatThrownBy(() -> ImageData.of(images, images)).hasMessageContaining("got NaN at 1 of image 1");
    }

    @Test
    void viewsThatImagesCannotHaveAreRefused() {
        assertThatThrownBy(() -> Views.preset("imagenet", GREY))
                .hasMessage("no views 'imagenet' among [mnist, fashion-mnist, cifar10, stl10]");
        assertThatThrownBy(() -> Views.of(GREY, new Shift(6), new Grey()))
                .hasMessage("a shift of 6 pixels is more than an image of 1 x 8 x 6 has;"
                        + " grey is made of three channels, an image of 1 x 8 x 6 has 1");
        assertThatThrownBy(() -> Views.of(GREY, new Shift(8).sometimes(0.5))).hasMessageContaining("a shift of 8");
        assertThatThrownBy(() -> Views.preset("cifar10", GREY)).hasMessageContaining("1");
        assertThatThrownBy(() -> Views.of(GREY).plain(GeneratedImages.bars(COLOUR, 1, new Seed(1)), new int[] {0}))
                .hasMessage("expected images of 1 x 8 x 6, got 3 x 8 x 8");
        assertThatThrownBy(() -> new Views(GREY, List.of(), List.of(0.5, 1.0), List.of(1.0)))
                .hasMessageContaining("a mean and a deviation for each of 1 channels");
        assertThatThrownBy(() -> new Views(GREY, List.of(), List.of(0.5), List.of(0.0)))
                .hasMessage("deviations must be above 0, got [0.0]");
    }

    @Test
    void badAugmentationsAreRefused() {
        assertThatThrownBy(() -> new Shift(-1)).hasMessage("a shift must be 0 or more pixels, got -1");
        assertThatThrownBy(() -> new GaussianNoise(Double.NaN)).hasMessageContaining("got NaN");
        assertThatThrownBy(() -> new PixelDrop(1.5))
                .hasMessage("the share of dropped pixels must be in [0, 1], got 1.5");
        assertThatThrownBy(() -> new ResizedCrop(0)).hasMessageContaining("in (0, 1], got 0.0");
        assertThatThrownBy(() -> new ColourJitter(0, 0, 0, 0.6)).hasMessageContaining("hue");
        assertThatThrownBy(() -> new Blur(2, 1)).hasMessageContaining("got 2.0 and 1.0");
        assertThatThrownBy(() -> new Grey().sometimes(-0.1)).hasMessageContaining("got -0.1");
        assertThatThrownBy(() -> ImageShape.of(Examples.dense(List.of(4), 1, new float[4], new int[1])))
                .hasMessage("expected images of [channels, height, width], got features [4]");
    }

    private static RandomGenerator random(long seed) {
        return new Seed(seed).child("test").generator();
    }

    private static int indexOf(float[] values, float wanted) {
        int at = 0;
        while (values[at] != wanted) {
            at++;
        }
        return at;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
