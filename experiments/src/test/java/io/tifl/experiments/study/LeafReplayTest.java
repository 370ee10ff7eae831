package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.report.CsvRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LEAF's loop on LEAF's synthetic tasks, on disk. */
class LeafReplayTest {
    private static final List<String> FILES = List.of(
            "metrics_stat.csv", "metrics_sys.csv", "metrics_summary.csv", "stat_metrics.csv", "sys_metrics.csv");

    /** Of the model with 60 inputs and 5 classes: 2 for each of 300 weights, 5 sigmoids, 3 for each score. */
    private static final long FORWARD = 2 * 300 + 5 + 15;

    private static final long BACKWARD = 4 * 300 + 5 + 5 + 15;

    @TempDir
    private Path folder;

    @Test
    void clientsAreThoseThatLeafDrawsAmongTheirNames() throws Exception {
        run(options(), folder);

        List<List<String>> rows = rows("sys_metrics.csv", folder);
        assertThat(rows).hasSize(1 + 6 * 3);
        assertThat(clientsOf("1", rows)).isEqualTo(clientsDrawn(0));
        assertThat(clientsOf("6", rows)).isEqualTo(clientsDrawn(5));
    }

    private static Set<String> clientsOf(String round, List<List<String>> rows) {
        return rows.stream()
                .filter(row -> row.get(1).equals(round))
                .map(List::getFirst)
                .collect(Collectors.toSet());
    }

    private static Set<String> clientsDrawn(int seed) {
        List<String> names = java.util.stream.IntStream.range(0, 20)
                .mapToObj(Integer::toString)
                .sorted()
                .toList();
        return java.util.Arrays.stream(new io.tifl.leaf.NumpyRandom(seed).choice(20, 3))
                .mapToObj(names::get)
                .collect(Collectors.toSet());
    }

    @Test
    void everyClientIsJudgedBeforeTheFirstRoundAndAtEachEvaluation() throws Exception {
        run(options(), folder);

        Map<String, Long> perRound = rows("stat_metrics.csv", folder).stream()
                .skip(1)
                .collect(Collectors.groupingBy(row -> row.get(1) + " " + row.get(4), Collectors.counting()));

        assertThat(perRound)
                .isEqualTo(Map.of(
                        "0 train", 20L, "0 test", 20L, "4 train", 20L, "4 test", 20L, "6 train", 20L, "6 test", 20L));
    }

    @Test
    void operationsAreThoseOfFullBatches() throws Exception {
        run(with(o -> o.epochs = 2), folder);

        for (List<String> row : rows("sys_metrics.csv", folder).subList(1, 19)) {
            long samples = Long.parseLong(row.get(3));
            long trained = samples == 2 ? 1 : Math.max(1, (long) (0.6 * samples));
            assertThat(Long.parseLong(row.get(7)))
                    .as(row.toString())
                    .isEqualTo(2 * (trained / 10 * 10) * (FORWARD + BACKWARD));
            assertThat(row.get(6)).isEqualTo("1220");
        }
    }

    @Test
    void minibatchTakesThePartOfTheExamplesRoundedDown() throws Exception {
        run(with(o -> o.minibatch = 0.1), folder);

        for (List<String> row : rows("sys_metrics.csv", folder).subList(1, 19)) {
            long trained = Math.max(1, (long) (0.6 * Long.parseLong(row.get(3))));
            assertThat(Long.parseLong(row.get(7)))
                    .as(row.toString())
                    .isEqualTo(Math.max(1, (long) (0.1 * trained)) * (FORWARD + BACKWARD));
        }
    }

    @Test
    void interruptedRunLeavesTheSameFiles() throws Exception {
        run(options(), folder.resolve("whole"));
        Path cut = folder.resolve("cut");

        for (int rounds : List.of(2, 3)) {
            Interruption.after(rounds, options(), cut, 1);
        }
        run(options(), cut);

        for (String file : FILES) {
            assertThat(run(cut, file)).hasSameTextualContentAs(run(folder.resolve("whole"), file));
        }
    }

    @Test
    void moreClientsThanTheSetHasAreRefused() {
        assertThatThrownBy(() -> run(with(o -> o.clients = 5000), folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5000 are wanted");
    }

    @Test
    void setThatIsNotThereSaysHowToGetIt() {
        ReplayOptions options = new ReplayOptions();
        options.dataset = "shakespeare";
        options.model = "shakespeare-lstm";
        options.dataDir = folder;

        assertThatThrownBy(() -> run(options, folder.resolve("results")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tifl data get shakespeare");
        assertThat(folder.resolve("results")).doesNotExist();
    }

    private static List<List<String>> rows(String file, Path results) throws IOException {
        return CsvRows.read(run(results, file));
    }

    private static Path run(Path results, String file) {
        return results.resolve("runs").resolve("leaf-seed0").resolve(file);
    }

    private static ReplayOptions with(Consumer<ReplayOptions> change) {
        ReplayOptions options = options();
        change.accept(options);
        return options;
    }

    private static ReplayOptions options() {
        ReplayOptions options = new ReplayOptions();
        options.preset = "leaf-synthetic";
        options.sample = "none";
        options.sampleFraction = 1.0;
        options.minSamples = 0;
        options.clients = 20;
        options.dataSettings = Map.of("tasks", "20");
        options.clientsPerRound = 3;
        options.rounds = 6;
        options.evaluateEvery = 4;
        return options;
    }

    private static void run(ReplayOptions options, Path results) throws Exception {
        new Replay(options.resolve(null), results, 2, new SilentListener()).run();
    }
}
