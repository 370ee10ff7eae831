package io.tifl.experiments.ssl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.network.NormalisationParts;
import io.tifl.experiments.reproduce.Claim;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.ssl.image.Collapse;
import io.tifl.experiments.ssl.image.Encoder;
import io.tifl.experiments.ssl.image.GeneratedImages;
import io.tifl.experiments.ssl.image.ImageData;
import io.tifl.experiments.ssl.image.ImageRun;
import io.tifl.experiments.ssl.image.ImageSettings;
import io.tifl.experiments.ssl.image.ImageSettings.Contrast;
import io.tifl.experiments.ssl.image.ImageSettings.Method;
import io.tifl.experiments.ssl.image.ImageShape;
import io.tifl.experiments.ssl.image.LinearProbe;
import io.tifl.experiments.ssl.image.PixelBaseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePartsTest {
    private static final ImageSettings SMALL = new ImageSettings(
            "mnist",
            "mnist",
            48,
            24,
            16,
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
            1,
            0.03,
            0.9,
            4e-4,
            2);

    @TempDir
    private Path folder;

    private final ImageData.Source bars =
            (dataset, train, test) -> GeneratedImages.data(new ImageShape(1, 8, 8), train, test, dataset.length());

    private ImageRuns runs(int threads) {
        return new ImageRuns(new KeptResults(folder, _ -> {}), bars, List.of(1L, 2L), threads);
    }

    @Test
    void everyVariantOfNormalisationIsTrainedAndJudged() throws IOException, InterruptedException {
        StudyPart part = new NormalisationAblation("R3", runs(2), SMALL);

        Findings findings = part.run(_ -> {});

        assertThat(part.id()).isEqualTo("R3");
        assertThat(findings.tables())
                .singleElement()
                .satisfies(table -> assertThat(table.markdown())
                        .contains(
                                "| mean, std |",
                                "| mean-detached, std-detached |",
                                "| none |",
                                "| random features |",
                                "78.0"));
        assertThat(findings.charts()).hasSize(2);
        assertThat(findings.claims()).hasSize(12);
        // Nine variants and random features of two seeds, and pixels.
        assertThat(files()).isEqualTo(10 * 2 + 1);
    }

    @Test
    void whatIsKeptIsNotTrainedAgainAndThreadsDoNotMatter() throws IOException, InterruptedException {
        Findings first = new ExactCovarianceOnImages(runs(1), SMALL).run(_ -> {});
        List<String> lines = new ArrayList<>();

        Findings again = new ExactCovarianceOnImages(runs(2), SMALL).run(lines::add);

        assertThat(lines).isEmpty();
        assertThat(again.tables().getFirst().markdown())
                .isEqualTo(first.tables().getFirst().markdown());
        assertThat(files()).isEqualTo(3 * 2);
    }

    @Test
    void otherImagesAreSetBesideTheirPixels() throws IOException, InterruptedException {
        Findings findings = new OtherImages(runs(1), List.of(SMALL.on("fashion-mnist", 48, 24, 16))).run(_ -> {});

        assertThat(findings.tables().getFirst().markdown())
                .contains("48 of fashion-mnist", "| SimCLR |", "| BYOL |", "| random features |", "| pixels |");
        assertThat(findings.claims()).hasSize(2).noneMatch(Claim::fails);
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void claimsHoldWhereTheAblationIsAsInThePaper() {
        Findings findings = ablation(0.93, 0.90, 0.85, 0.85, 0.08, 0.01);

        assertThat(findings.claims().stream().filter(Claim::fails)).isEmpty();
        assertThat(findings.claims().stream().filter(Claim::holds)).hasSize(11);
    }

    @Test
    void claimsFailWhereItIsNot() {
        assertThat(failed(ablation(0.90, 0.90, 0.85, 0.85, 0.08, 0.01)))
                .hasSize(2)
                .allMatch(claim -> claim.contains("'mean, std' than with 'mean'"));
        assertThat(failed(ablation(0.93, 0.84, 0.85, 0.85, 0.08, 0.01)))
                .hasSize(2)
                .allMatch(claim -> claim.contains("'mean' than with 'none'"));
        assertThat(failed(ablation(0.93, 0.90, 0.85, 0.94, 0.08, 0.01)))
                .hasSize(2)
                .allMatch(claim -> claim.contains("'random features'"));
        assertThat(failed(ablation(0.93, 0.90, 0.85, 0.85, 0.08, 0.05)))
                .singleElement()
                .asString()
                .contains("projections collapse");
    }

    private static List<String> failed(Findings findings) {
        return findings.claims().stream().filter(Claim::fails).map(Claim::text).toList();
    }

    private static Findings ablation(
            double full, double mean, double none, double random, double flowing, double detached) {
        Map<String, List<ImageRun>> all = new LinkedHashMap<>();
        for (NormalisationAblation.Variant variant : NormalisationAblation.Variant.ALL) {
            boolean cut = variant.parts().mean() == NormalisationParts.Part.DETACHED;
            all.put(variant.name(), made(cut ? none : full, cut ? detached : flowing));
        }
        all.put("mean", made(mean, flowing));
        all.put("none", made(none, detached));
        all.put("random features", made(random, flowing));
        return NormalisationAblation.judge(all, new PixelBaseline(0.9, probe(0.9), probe(0.8)), SMALL);
    }

    private static List<ImageRun> made(double accuracy, double spread) {
        return Stream.of(-1, 0, 1)
                .map(seed -> run(accuracy + 0.002 * seed, spread))
                .toList();
    }

    private static ImageRun run(double accuracy, double spread) {
        Collapse collapse = new Collapse(spread, 5, 0.3, -1);
        ImageRun.Epoch epoch = new ImageRun.Epoch(0, 1, accuracy, collapse, collapse);
        return new ImageRun(List.of(epoch, epoch), probe(accuracy), probe(accuracy), 1);
    }

    private static LinearProbe.Result probe(double accuracy) {
        return new LinearProbe.Result(List.of(accuracy));
    }

    @Test
    void surrogateThatTeachesLessIsNoticed() {
        assertThat(failed(ExactCovarianceOnImages.judge(contrast(0.90, 0.91), SMALL)))
                .isEmpty();
        assertThat(failed(ExactCovarianceOnImages.judge(contrast(0.90, 0.85), SMALL)))
                .hasSize(1);
    }

    private static Map<String, List<ImageRun>> contrast(double crossEntropy, double operator) {
        Map<String, List<ImageRun>> all = new LinkedHashMap<>();
        all.put("InfoNCE", made(crossEntropy, 0.05));
        all.put("exact covariance", made(operator, 0.05));
        all.put("random features", made(0.8, 0.05));
        return all;
    }

    @Test
    void seedsAndThreadsAreChecked() {
        KeptResults kept = new KeptResults(folder, _ -> {});
        assertThatThrownBy(() -> NormalisationAblation.some(kept, bars, List.of(1L, 1L), 1))
                .hasMessage("expected at least one seed, each once, got [1, 1]");
        assertThatThrownBy(() -> new OtherImages(kept, bars, List.of(1L), 0))
                .hasMessage("threads must be at least 1, got 0");
        assertThat(new ExactCovarianceOnImages(kept, bars, List.of(1L), 1).id()).isEqualTo("R4");
    }
}
