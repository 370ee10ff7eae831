package io.tifl.experiments.noise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.protocol.Seed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZooTest {
    @Test
    void networksHaveTheSizesOfThePlan() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (ZooEntry entry : Zoo.standard().entries()) {
            try (Learner learner = new CompiledLearnerFactory().open(entry.model())) {
                sizes.put(entry.name(), learner.layout().size());
            }
        }

        assertThat(sizes)
                .hasSize(15)
                .containsEntry("mlp2", 265_226)
                .containsEntry("vgg6", 35_986)
                .containsEntry("vgg6-wide2", 106_266)
                .containsEntry("vgg6-bn", 36_322)
                .containsEntry("vgg9-bn", 48_642)
                .containsEntry("res8", 20_290)
                .containsEntry("res14", 44_930)
                .containsEntry("res20", 69_570)
                .containsEntry("depthwise", 39_850)
                .containsEntry("mlp2-mnist", 134_154)
                .containsEntry("vgg6-bn-fashion", 36_178);
    }

    @Test
    void unknownNetworkIsRefusedNamingThoseThereAre() {
        assertThat(Zoo.standard().only(List.of("res8", "mlp2")).names()).containsExactly("mlp2", "res8");
        assertThat(Zoo.standard().only(List.of())).isEqualTo(Zoo.standard());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zoo.standard().only(List.of("vgg16")))
                .withMessageContaining("vgg16")
                .withMessageContaining("vgg6-wide2");
    }

    @Test
    void rateRisesAndFalls() {
        Recipe recipe = new Recipe(1, 1, 6, 1, 3e-3, false);

        assertThat(recipe.rateOf(0)).isCloseTo(3e-3 / 12 / 0.3, within(1e-12));
        assertThat(recipe.rateOf(1)).isGreaterThan(recipe.rateOf(0));
        assertThat(recipe.rateOf(5)).isPositive().isLessThan(recipe.rateOf(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Recipe(1, 1, 0, 1, 3e-3, false));
        assertThatIllegalArgumentException().isThrownBy(() -> new Recipe(1, 1, 1, 1, Double.NaN, false));
    }

    @Test
    void imagesAreFramedAndShrunkToTheMeansOfFourPixels() {
        float[] pixels = new float[28 * 28];
        pixels[0] = 1;
        pixels[1] = 0.5f;
        pixels[28 * 28 - 1] = 1;
        Examples images = Examples.dense(List.of(1, 28, 28), 10, pixels, new int[] {7});

        Examples small = ZooData.small(images, 5);

        float[] features = new float[256];
        small.features(0, features, 0);
        assertThat(small.featureShape()).isEqualTo(List.of(1, 16, 16));
        assertThat(small.size()).isEqualTo(1);
        assertThat(small.label(0)).isEqualTo(7);
        assertThat(features[16 + 1]).isEqualTo(-1 + 2 * 1.5f / 4);
        assertThat(features[14 * 16 + 14]).isEqualTo(-0.5f);
        assertThat(IntStream.range(0, 256).filter(i -> features[i] == -1)).hasSize(254);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ZooData.small(Examples.dense(List.of(3), 2, new float[3], new int[1]), 1))
                .withMessageContaining("[3]");
    }

    @Test
    void aboutHalfOfTheImagesAreMirrored() {
        float[] pixels = new float[1000 * 6];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 6;
        }
        Examples images = Examples.dense(List.of(1, 2, 3), 2, pixels, new int[1000]);

        Mirrored mirrored = Mirrored.of(images, new Seed(3));

        float[] row = new float[6];
        int flipped = 0;
        for (int i = 0; i < 1000; i++) {
            mirrored.features(i, row, 0);
            assertThat(row).isIn(new float[] {0, 1, 2, 3, 4, 5}, new float[] {2, 1, 0, 5, 4, 3});
            flipped += row[0] == 2 ? 1 : 0;
        }
        assertThat(flipped).isBetween(430, 570);
    }

    @Test
    void checksumTellsExamplesApart() throws Exception {
        ZooData data = Generated.data();

        assertThat(data.load("mnist", 10, 5).sha256())
                .isEqualTo(data.load("mnist", 10, 5).sha256());
        assertThat(data.load("mnist", 10, 5).sha256())
                .isNotEqualTo(data.load("fashion-mnist", 10, 5).sha256());
        assertThat(data.load("mnist", 10, 5).sha256())
                .isNotEqualTo(data.load("mnist", 10, 6).sha256());
    }
}
