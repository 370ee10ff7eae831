package io.tifl.experiments.ssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.network.NormalisationParts;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.ssl.image.ImageSettings.Contrast;
import io.tifl.experiments.ssl.image.ImageSettings.Method;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageTrainingTest {
    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final ImageSettings SMALL = new ImageSettings(
            "bars",
            "mnist",
            64,
            40,
            30,
            Encoder.MLP,
            Method.BYOL,
            Contrast.CROSS_ENTROPY,
            0.5,
            0,
            16,
            8,
            NormalisationParts.FULL,
            true,
            0.99,
            16,
            2,
            0.03,
            0.9,
            4e-4,
            3);

    private final ImageData images = GeneratedImages.data(SHAPE, 64, 40, 1);

    @ParameterizedTest
    @EnumSource(Method.class)
    void everyEpochIsJudged(Method method) throws InterruptedException {
        List<String> lines = new ArrayList<>();

        ImageRun run = ImageTraining.run(learning(method), images, new Seed(1), lines::add);

        assertThat(run.epochs()).extracting(ImageRun.Epoch::number).containsExactly(0, 1, 2);
        assertThat(run.epochs().getFirst().loss()).isNaN();
        assertThat(run.last().loss()).isFinite();
        assertThat(run.last().neighbours()).isBetween(0.25, 1.0);
        assertThat(run.last().features().effectiveRank()).isBetween(1.0, 256.0);
        assertThat(run.last().projections().spread()).isPositive();
        assertThat(run.probe().accuracies()).hasSize(3);
        assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("epoch "));
        assertThat(run.last().features()).isNotEqualTo(run.epochs().getFirst().features());
    }

    private static ImageSettings learning(Method method) {
        return method == Method.BYOL ? SMALL : SMALL.contrasting(Contrast.CROSS_ENTROPY, 0.5);
    }

    @Test
    void lossFallsWithContrast() throws InterruptedException {
        ImageRun run = ImageTraining.run(
                SMALL.contrasting(Contrast.CROSS_ENTROPY, 0.5).lasting(12, 1), images, new Seed(1), _ -> {});

        assertThat(run.last().loss()).isLessThan(run.epochs().get(1).loss() - 0.1);
    }

    @Test
    void surrogateLearnsToo() throws InterruptedException {
        ImageRun run = ImageTraining.run(
                SMALL.contrasting(Contrast.EXACT_COVARIANCE, 0.5).lasting(12, 1), images, new Seed(1), _ -> {});

        assertThat(run.last().loss()).isLessThan(run.epochs().get(1).loss());
    }

    @Test
    void convolutionsLearnToo() throws InterruptedException {
        ImageShape colour = new ImageShape(3, 16, 16);
        ImageSettings settings = new ImageSettings(
                "bars",
                "cifar10",
                32,
                8,
                8,
                Encoder.CNN,
                Method.SIMCLR,
                Contrast.CROSS_ENTROPY,
                0.5,
                0,
                16,
                8,
                NormalisationParts.FULL,
                true,
                0.99,
                16,
                6,
                0.03,
                0.9,
                0,
                1);

        ImageRun run = ImageTraining.run(settings, GeneratedImages.data(colour, 32, 8, 2), new Seed(1), _ -> {});

        assertThat(run.last().loss()).isLessThan(run.epochs().get(1).loss());
        assertThat(run.last().features().effectiveRank()).isBetween(1.0, 8.0);
    }

    @Test
    void noEpochsLeaveRandomFeatures() throws InterruptedException {
        ImageRun run = ImageTraining.run(SMALL.lasting(0, 1), images, new Seed(1), _ -> {});

        assertThat(run.epochs()).hasSize(1);
        assertThat(run.probe().accuracies()).hasSize(1);
    }

    @Test
    void oneSeedGivesOneResult() throws InterruptedException {
        ImageRun one = ImageTraining.run(SMALL, images, new Seed(3), _ -> {});

        ImageRun again = ImageTraining.run(SMALL, images, new Seed(3), _ -> {});

        assertThat(again.epochs()).isEqualTo(one.epochs());
        assertThat(again.probe()).isEqualTo(one.probe());
        assertThat(ImageTraining.run(SMALL, images, new Seed(4), _ -> {}).epochs())
                .isNotEqualTo(one.epochs());
    }

    @Test
    void resultsAreKept(@TempDir Path folder) throws IOException, InterruptedException {
        KeptResults kept = new KeptResults(folder, line -> {
            throw new AssertionError(line);
        });
        ImageRun run = ImageTraining.run(SMALL, images, new Seed(1), _ -> {});

        kept.get("run", SMALL.toString(), ImageRun.class, () -> run);

        assertThat(kept.get("run", SMALL.toString(), ImageRun.class, () -> {
                    throw new AssertionError("it is there");
                }))
                .isEqualTo(run);
    }

    @Test
    void trainingCanBeInterrupted() {
        assertThatThrownBy(() -> ImageTraining.run(SMALL, images, new Seed(1), line -> {
                    if (line.startsWith("epoch 1")) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("interrupted in epoch 2 before step 0");
    }

    @Test
    void allBadSettingsAreNamedAtOnce() {
        assertThatThrownBy(() -> new ImageSettings(
                        "bars",
                        "photos",
                        0,
                        1,
                        1,
                        Encoder.MLP,
                        Method.BYOL,
                        Contrast.CROSS_ENTROPY,
                        0,
                        -1,
                        0,
                        8,
                        NormalisationParts.FULL,
                        true,
                        1,
                        1,
                        -1,
                        0,
                        1,
                        -1,
                        0))
                .hasMessage("views must be among [mnist, fashion-mnist, cifar10, stl10], got photos;"
                        + " batch must be 2 or more, got 1; examples must be a batch of 1 or more, got 0;"
                        + " judged must be 2 or more, got 1; temperature must be above 0, got 0.0;"
                        + " beta must be above -1 and finite, got -1.0; hidden and outputs must be 1 or more, got 0 and 8;"
                        + " lasting must be in [0, 1), got 1.0; epochs must be 0 or more, got -1;"
                        + " rate must be above 0 and finite, got 0.0; momentum must be in [0, 1), got 1.0;"
                        + " decay must be 0 or more and finite, got -1.0; probeEpochs must be 1 or more, got 0");
        assertThat(ImageSettings.digits().on("fashion-mnist", 5000, 100, 50).views())
                .isEqualTo("fashion-mnist");
    }

    @Test
    void imagesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> ImageTraining.run(
                        SMALL.with(Encoder.CNN),
                        GeneratedImages.data(new ImageShape(1, 6, 8), 20, 40, 1),
                        new Seed(1),
                        _ -> {}))
                .hasMessage("expected 64 and 40 images, got 20 and 40;"
                        + " the encoder cnn takes squares of a side that 8 divides, got 1 x 6 x 8");
        assertThatThrownBy(() ->
                        ImageData.of(images.train(), GeneratedImages.bars(new ImageShape(1, 4, 4), 2, new Seed(1))))
                .hasMessage("expected test images of 1 x 8 x 8 and 4 classes, got 1 x 4 x 4 and 4");
    }
}
