package io.tifl.experiments.advi.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Reproduction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviStudyTest {
    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    private Reproduction.Outcome run(String part, int threads) throws Exception {
        KeptResults kept = new KeptResults(folder.resolve("kept"), said::add);
        return AdviStudy.of(List.of(part), kept, 5000, threads, List.of()).run(folder, said::add);
    }

    @Test
    void boundsKeepTheirOrderAndTheirPageIsTheSameForAnyNumberOfThreads() throws Exception {
        Reproduction.Outcome one = run("R1", 1);
        Reproduction.Outcome two = run("R1", 2);

        assertThat(one.failed()).isEmpty();
        assertThat(two.markdown()).isEqualTo(one.markdown());
        assertThat(Files.readString(folder.resolve("report.html"))).contains("stray component");
    }

    @Tag("slow")
    @Test
    void fitsFindTheirModes() throws Exception {
        assertThat(run("R2", 2).failed()).isEmpty();
    }

    @Test
    void whatCannotBeRunIsRefused() {
        KeptResults kept = new KeptResults(folder.resolve("kept"), said::add);
        assertThatThrownBy(() -> AdviStudy.of(List.of(), kept, 10, 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 10 and 0");
        assertThatThrownBy(() -> AdviStudy.of(List.of("R7"), kept, 1000, 1, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("R7");
    }
}
