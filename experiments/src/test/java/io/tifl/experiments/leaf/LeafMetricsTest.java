package io.tifl.experiments.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.leaf.LeafMetrics.Client;
import io.tifl.experiments.leaf.LeafMetrics.Judged;
import io.tifl.experiments.leaf.LeafMetrics.Worked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafMetricsTest {
    private static final Client ROMEO = new Client("ROMEO", "ROMEO_AND_JULIET", 30);
    private static final Client NURSE = new Client("NURSE", "", 10);

    @TempDir
    private Path folder;

    @Test
    void filesHaveLeafsColumnsAndBothOfItsNames() throws IOException {
        try (LeafMetrics metrics = LeafMetrics.begin(folder)) {
            round(metrics, 0);
            metrics.finish();
        }

        assertThat(folder.resolve("stat_metrics.csv")).hasContent("""
                        client_id,round_number,hierarchy,num_samples,set,accuracy,loss
                        ROMEO,0,ROMEO_AND_JULIET,30,test,0.5,1.25
                        NURSE,0,,10,test,0.1,2.0
                        """);
        assertThat(folder.resolve("sys_metrics.csv")).hasContent("""
                        client_id,round_number,hierarchy,num_samples,set,bytes_written,bytes_read,local_computations
                        NURSE,0,,10,train,26414840,26414840,1034379380
                        """);
        assertThat(folder.resolve("metrics_stat.csv")).hasSameTextualContentAs(folder.resolve("stat_metrics.csv"));
        assertThat(folder.resolve("metrics_sys.csv")).hasSameTextualContentAs(folder.resolve("sys_metrics.csv"));
    }

    @Test
    void spreadsOfARoundStandInTheSummary() throws IOException {
        try (LeafMetrics metrics = LeafMetrics.begin(folder)) {
            round(metrics, 0);
        }

        assertThat(Files.readAllLines(folder.resolve("metrics_summary.csv")))
                .startsWith("round_number,set,measure,mean,p10,p50,p90,std")
                .element(2)
                .asString()
                .startsWith("0,test,loss,1.4375,1.325,1.625,1.925,0.3247");
    }

    @Test
    void runThatGoesOnLeavesTheSameFiles() throws IOException {
        Path whole = folder.resolve("whole");
        try (LeafMetrics metrics = LeafMetrics.begin(whole)) {
            for (int round = 0; round < 4; round++) {
                round(metrics, round);
            }
            metrics.finish();
        }
        Path cut = folder.resolve("cut");
        try (LeafMetrics metrics = LeafMetrics.begin(cut)) {
            for (int round = 0; round < 3; round++) {
                round(metrics, round);
            }
        }
        Path half = cut.resolve("metrics_stat.csv");
        Files.writeString(half, Files.readString(half) + "ROMEO,3,ROM");

        try (LeafMetrics metrics = LeafMetrics.resume(cut, 1)) {
            for (int round = 2; round < 4; round++) {
                round(metrics, round);
            }
            metrics.finish();
        }

        for (String name : List.of("stat_metrics.csv", "sys_metrics.csv", "metrics_summary.csv")) {
            assertThat(cut.resolve(name)).hasSameTextualContentAs(whole.resolve(name));
        }
    }

    @Test
    void fileOfAnotherProgramIsNotGoneOnWith() throws IOException {
        Files.writeString(folder.resolve("metrics_stat.csv"), "client_id,round_number\nROMEO,0\n");

        assertThatThrownBy(() -> LeafMetrics.resume(folder, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "has the columns [client_id, round_number], expected [client_id, round_number, hier");
    }

    @Test
    void percentilesCountEveryClientOnceAndLieBetweenTwoInProportion() {
        Spread spread = Spread.of(List.of(4.0, 1.0, 3.0, 2.0), List.of(0L, 3L, 0L, 1L));

        assertThat(spread.mean()).isEqualTo(1.25);
        assertThat(spread.tenth()).isCloseTo(1.3, within(1e-12));
        assertThat(spread.median()).isCloseTo(2.5, within(1e-12));
        assertThat(spread.ninetieth()).isCloseTo(3.7, within(1e-12));
        assertThat(spread.deviation()).isCloseTo(Math.sqrt(0.1875), within(1e-12));
    }

    @Test
    void spreadOfOneClientIsItsValue() {
        assertThat(Spread.of(List.of(0.25), List.of(7L))).isEqualTo(new Spread(0.25, 0.25, 0.25, 0.25, 0));
    }

    @Test
    void spreadOfNobodyIsRefused() {
        assertThatThrownBy(() -> Spread.of(List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of 1 at least, got 0 values");
    }

    private static void round(LeafMetrics metrics, long round) throws IOException {
        metrics.worked(round, List.of(new Worked(NURSE, 26_414_840, 26_414_840, 1_034_379_380)));
        metrics.judged(round, "test", List.of(new Judged(ROMEO, 0.5, 1.25), new Judged(NURSE, 0.1, 2)));
    }
}
