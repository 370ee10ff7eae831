package io.tifl.experiments.ssl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.ssl.hltm.TreeShape;
import io.tifl.experiments.ssl.study.Forests.Forest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SslStudyTest {
    private static final HltmSettings SMALL = HltmSettings.standard()
            .with(new TreeShape(2, 2))
            .withWidth(3)
            .withLength(20, 1)
            .judging(256);

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    private Forests forests(int threads) {
        return new Forests(new KeptResults(folder.resolve("kept-" + threads), said::add), 4, threads, 7);
    }

    @Test
    void identitiesHoldAndArePutOnAPage() throws Exception {
        Reproduction.Outcome outcome = SslStudy.of(
                        List.of("R0"), new SslStudy.Options(1, 1, 1), new KeptResults(folder, said::add), List.of())
                .run(folder, said::add);

        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.markdown()).contains("theorem 2").contains("the identities hold to 1e-12 | holds");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("theorem 4");
    }

    @Test
    void treesAreTheSameForAnyNumberOfThreadsAndAreKept() throws Exception {
        Forest one = forests(1).grow("small", SMALL, said::add);
        Forest two = forests(2).grow("small", SMALL, said::add);
        Forest again = forests(1).grow("small", SMALL, said::add);

        assertThat(two).isEqualTo(one);
        assertThat(again).isEqualTo(one);
        assertThat(said).containsExactly("trees: small", "trees: small");
    }

    @Test
    void moreTreesBeginWithTheSameOnes() throws Exception {
        Forest few = forests(1).grow("few", SMALL, said::add);
        Forest many = forests(1).grow("many", SMALL, 6, said::add);

        assertThat(many.runs().subList(0, 4)).isEqualTo(few.runs());
        assertThat(many.above(few, Forests::top).count()).isEqualTo(4);
        assertThat(many.above(few, Forests::top).mean()).isZero();
    }

    @Test
    void treesOfOtherSettingsAreNotTakenForThese() throws Exception {
        Forest before = forests(1).grow("small", SMALL, said::add);
        Forest after = forests(1).grow("small", SMALL.withLength(21, 1), said::add);

        assertThat(after).isNotEqualTo(before);
        assertThat(said).anyMatch(line -> line.contains("other settings"));
    }

    @Test
    void whatCannotBeRunIsRefusedBeforeAnythingRuns() throws IOException {
        KeptResults kept = new KeptResults(folder.resolve("kept"), said::add);
        assertThatThrownBy(() -> new SslStudy.Options(0, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trees must be 1 or more, got 0; threads must be 1 or more, got 0");
        assertThatThrownBy(() -> SslStudy.of(List.of("R9"), new SslStudy.Options(1, 1, 1), kept, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("R9");
        assertThat(folder.resolve("kept")).doesNotExist();
    }
}
