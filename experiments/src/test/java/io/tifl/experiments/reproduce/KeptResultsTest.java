package io.tifl.experiments.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptResultsTest {
    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private KeptResults kept;
    private int runs;

    record Figures(double loss, List<Double> levels) {}

    @BeforeEach
    void open() {
        kept = new KeptResults(folder.resolve("kept"), said::add);
    }

    private Figures get(String origin) throws IOException, InterruptedException {
        return kept.get("a", origin, Figures.class, () -> new Figures(Double.NaN, List.of(0.1, ++runs / 3.0)));
    }

    @Test
    void whatIsKeptComesBackToTheLastBitAndIsNotDoneAgain() throws Exception {
        Figures first = get("seed 1");

        assertThat(get("seed 1")).isEqualTo(first);
        assertThat(runs).isEqualTo(1);
    }

    @Test
    void anotherOriginIsDoneAnew() throws Exception {
        Figures first = get("seed 1");

        assertThat(get("seed 2")).isNotEqualTo(first);
        assertThat(said).singleElement().asString().contains("a.json is of other settings");
    }

    @Test
    void aTornFileIsToldOfAndReplaced() throws Exception {
        Figures first = get("seed 1");
        Path file = folder.resolve("kept/a.json");
        Files.writeString(file, Files.readString(file).substring(0, 20));

        assertThat(get("seed 1").levels()).hasSameSizeAs(first.levels());
        assertThat(runs).isEqualTo(2);
        assertThat(said).singleElement().asString().contains("a.json is damaged");
        assertThat(get("seed 1")).isNotNull();
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void aNameThatLeavesTheFolderIsRefused() {
        assertThatThrownBy(() -> kept.get("../a", "", Figures.class, () -> new Figures(0, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../a");
    }
}
