package io.tifl.experiments.advi.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.advi.amortised.ColumnSettings;
import io.tifl.experiments.advi.amortised.Generated;
import io.tifl.experiments.advi.amortised.VaeSettings;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.reproduce.StudyPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmortisedPartsTest {
    private final List<String> told = new ArrayList<>();

    @TempDir
    Path folder;

    private static ColumnSettings brief(ColumnSettings settings) {
        return settings.withEpochs(2).withWidth(6).withSamples(Math.min(2, settings.watched()), 3);
    }

    private static VaeSettings small(VaeSettings settings) {
        return new VaeSettings(
                settings.bound(),
                settings.components(),
                settings.samples(),
                settings.dimension(),
                settings.shape(),
                6,
                1e-3,
                32,
                1,
                60);
    }

    private KeptResults kept() {
        return new KeptResults(folder, told::add);
    }

    @Test
    void columnsAreClassifiedFromEndToEndAndNotTwice() throws Exception {
        StudyPart part = new ColumnClassification(
                kept(), () -> Generated.pool(64, 40), List.of(1L, 2L), 2, AmortisedPartsTest::brief);

        Findings findings = part.run(told::add);

        assertThat(part.id()).isEqualTo("R3");
        assertThat(findings.tables()).hasSize(3);
        assertThat(findings.claims()).hasSize(8);
        assertThat(findings.charts().stream().map(Chart::name))
                .contains("column-accuracy", "column-reliability-10", "column-posterior-siwae");
        assertThat(markdown(findings)).contains("0.7705").contains("0.772");
        assertThat(files()).isEqualTo(14);
        assertThat(told).hasSize(14);

        Findings again = part.run(told::add);

        assertThat(told).hasSize(14);
        assertThat(markdown(again)).isEqualTo(markdown(findings));
    }

    @Test
    void poorDataIsComparedInPairs() throws Exception {
        StudyPart part =
                new PoorData(kept(), () -> Generated.pool(64, 40), List.of(1L, 2L), 1, AmortisedPartsTest::brief);

        Findings findings = part.run(told::add);

        assertThat(part.id()).isEqualTo("R4");
        assertThat(findings.tables()).hasSize(2);
        assertThat(findings.claims()).hasSize(3);
        assertThat(markdown(findings)).contains("half the pixels lost").contains("600 images");
        assertThat(files()).isEqualTo(20);
    }

    @Test
    void autoencodersAreJudgedByOneEstimator() throws Exception {
        StudyPart part =
                new MixtureAutoencoder(kept(), () -> Generated.pool(40, 5), List.of(1L), 1, AmortisedPartsTest::small);

        Findings findings = part.run(told::add);

        assertThat(part.id()).isEqualTo("R5");
        assertThat(findings.claims()).hasSize(2);
        assertThat(findings.charts()).hasSize(2);
        assertThat(markdown(findings)).contains("SIWAE, K = 5, T = 1").contains("IWAE, K = 1, T = 5");
        assertThat(files()).isEqualTo(5);
    }

    @Test
    void pagesAreWrittenWithAllCharts() throws Exception {
        StudyPart part = new ColumnClassification(
                kept(), () -> Generated.pool(64, 40), List.of(1L), 1, AmortisedPartsTest::brief);

        Reproduction.Outcome outcome = new Reproduction("Mixtures", "of digits", "mixtures", List.of(part))
                .run(folder.resolve("pages"), told::add);

        assertThat(outcome.markdown()).contains("## R3: Digits from a single column");
        assertThat(folder.resolve("pages/report.html")).isNotEmptyFile();
    }

    @Test
    void missingDataFailsBeforeAnyTraining() {
        StudyPart part = new ColumnClassification(
                kept(),
                () -> {
                    throw new IOException("no images here");
                },
                List.of(1L),
                1);

        assertThatThrownBy(() -> part.run(told::add))
                .isInstanceOf(IOException.class)
                .hasMessage("no images here");
        assertThat(folder).isEmptyDirectory();
    }

    private static String markdown(Findings findings) {
        StringBuilder text = new StringBuilder();
        findings.tables().stream().map(MarkdownTable::markdown).forEach(text::append);
        return text.toString();
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".json")).count();
        }
    }
}
