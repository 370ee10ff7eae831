package io.tifl.experiments.ssl.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.reproduce.Claim;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FederatedSslTest {
    private static final HltmPlan TREES =
            HltmPlan.centralised(40, 40).with(Hltm.SHAPE, 4).judging(2, 1280);
    private static final ImagePlan IMAGES = new ImagePlan(
            new ModelSpec(
                    ByolMlp.NAME,
                    Settings.none()
                            .with("side", 6)
                            .with("hidden", 8)
                            .with("features", 8)
                            .with("head", 8)
                            .with("outputs", 4)
                            .with("statistics", "summed")),
            3,
            0.5,
            2,
            1,
            16,
            0.03,
            1,
            120,
            60);

    @TempDir
    private Path folder = Path.of("");

    private FederatedSsl part(int threads, Optional<FederatedSsl.Images> images) {
        return new FederatedSsl(
                new KeptResults(folder.resolve("kept"), _ -> {}), List.of(1L, 2L), threads, images, TREES, IMAGES);
    }

    private static Pool pool() {
        return new Pool(
                "bars",
                SslTrainTaskTest.images(200, new Seed(1)),
                SslTrainTaskTest.images(80, new Seed(2)),
                Optional.empty());
    }

    @Test
    void allIsFoundAndTheSecondRunTakesWhatWasKept() throws Exception {
        Findings findings = part(1, Optional.of(FederatedSslTest::pool)).run(_ -> {});
        Findings again = part(2, Optional.of(FederatedSslTest::pool)).run(_ -> {});

        assertThat(findings.tables()).hasSize(5);
        assertThat(findings.charts()).isNotEmpty();
        assertThat(findings.claims().stream().map(Claim::text))
                .anyMatch(text -> text.contains("rounding (1e-10)"))
                .anyMatch(text -> text.contains("summed statistics"));
        assertThat(findings.claims().stream()
                        .filter(claim -> claim.text().contains("rounding"))
                        .allMatch(Claim::holds))
                .isTrue();
        assertThat(again.tables().stream().map(MarkdownTable::markdown))
                .containsExactlyElementsOf(
                        findings.tables().stream().map(MarkdownTable::markdown).toList());
        assertThat(again.claims()).isEqualTo(findings.claims());
    }

    @Test
    void withoutImagesTheRestIsSaid() throws Exception {
        Findings findings = part(1, Optional.empty()).run(_ -> {});

        assertThat(findings.tables()).hasSize(3);
        assertThat(findings.paragraphs()).anyMatch(text -> text.contains("No images"));
    }

    @Test
    void plansThatCannotBeCarriedOutAreRefused() {
        assertThatThrownBy(() -> new FederatedSsl(new KeptResults(folder, _ -> {}), List.of(), 1, Optional.empty()))
                .hasMessageContaining("seed");
        assertThatThrownBy(() -> TREES.dealt(10).judging(0, 100))
                .hasMessageContaining("judgeEvery")
                .hasMessageContaining("judged");
        assertThatThrownBy(() -> new ImagePlan(IMAGES.model(), 3, 0.5, 0, 1, 16, 0.1, 1, 4, 1))
                .hasMessageContaining("rounds");
    }
}
