package io.tifl.experiments.study;

import io.tifl.client.LearnerFactory;
import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.study.RobustnessTable.Cell;
import io.tifl.experiments.study.RobustnessTable.Score;
import io.tifl.leaf.DataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Rules against attacks: trains a model for each pair and share of attackers, and with each rule where nobody attacks.
 *
 * <p>Every cell is a run of its own in the results folder; those that are finished are not run again, and one that was
 * interrupted goes on. Confined to one thread.
 */
public final class RobustnessStudy {
    private static final String CLEAN = "none";
    private static final int LAST_EVALUATIONS = 3;

    private final ReplayOptions base;
    private final Matrix matrix;
    private final Path folder;
    private final int threads;
    private final ReplayListener listener;

    /**
     * What to try.
     *
     * @param rules with their settings, {@code multi-krum attackers=F}; F is the number of attackers, or the most that the rule
     *     withstands among so many clients
     * @param attacks names
     * @param shares of attackers among the clients
     * @param cleanShare of attackers that rules are set up for where nobody attacks
     */
    public record Matrix(List<String> rules, List<String> attacks, List<Double> shares, double cleanShare) {
        public Matrix {
            rules = List.copyOf(rules);
            attacks = List.copyOf(attacks);
            shares = List.copyOf(shares);
        }
    }

    /**
     * Prepares nothing yet.
     *
     * @param base what all cells share; its seeds are those of the runs without an attack, of which the first is that of
     *     all others
     * @param folder where results go; made if need be
     */
    public RobustnessStudy(ReplayOptions base, Matrix matrix, Path folder, int threads, ReplayListener listener) {
        this.base = base;
        this.matrix = matrix;
        this.folder = folder;
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Runs what is not yet run.
     *
     * @param config as for a replay
     * @return the tables as Markdown, which are in {@code robustness.md} too
     * @throws IOException if data are missing or results cannot be written
     * @throws InterruptedException if interrupted; the same study goes on from there
     */
    public String run(@Nullable Path config) throws IOException, InterruptedException {
        ReplaySettings shared = base.resolve(config);
        SequencedMap<Cell, ReplaySettings> cells = cells(shared);
        for (ReplaySettings settings : cells.values()) {
            Experiment.check(settings);
        }
        Population.Loaded loaded = Population.load(
                shared,
                shared.data()
                        .dataDir()
                        .<DataSource>map(DataSource.Local::new)
                        .orElseGet(() -> DataFolder.downloading(listener)));
        SequencedMap<Cell, List<Score>> scores = new LinkedHashMap<>();
        int index = 0;
        for (Map.Entry<Cell, ReplaySettings> cell : cells.entrySet()) {
            index++;
            List<Score> ofCell = new ArrayList<>();
            for (long seed : cell.getValue().seeds()) {
                ofCell.add(score(cell.getKey(), cell.getValue(), seed, loaded, index, cells.size()));
            }
            scores.put(cell.getKey(), ofCell);
        }
        String text = new RobustnessTable(matrix, scores).markdown();
        AtomicFile.write(folder.resolve("robustness.md"), text);
        return text;
    }

    private SequencedMap<Cell, ReplaySettings> cells(ReplaySettings shared) {
        SequencedMap<Cell, ReplaySettings> cells = new LinkedHashMap<>();
        for (String rule : matrix.rules()) {
            Cell clean = new Cell(rule, CLEAN, 0);
            cells.put(clean, settings(shared, clean));
        }
        for (double share : matrix.shares()) {
            for (String attack : matrix.attacks()) {
                for (String rule : matrix.rules()) {
                    Cell cell = new Cell(rule, attack, share);
                    cells.put(cell, settings(shared, cell));
                }
            }
        }
        return cells;
    }

    private ReplaySettings settings(ReplaySettings shared, Cell cell) {
        boolean clean = cell.attack().equals(CLEAN);
        double share = clean ? matrix.cleanShare() : cell.share();
        RobustnessRule rule = RobustnessRule.parse(cell.rule());
        int clients = shared.rounds().clientsPerRound();
        return new ReplaySettings(
                shared.data(),
                shared.population(),
                shared.training(),
                shared.tiers(),
                shared.rounds(),
                new ReplaySettings.Aggregation(
                        rule.name(),
                        rule.settings(clients, (int) Math.floor(share * clients + 1e-9)),
                        shared.aggregation().wrappers(),
                        shared.aggregation().serverOptimizer(),
                        shared.aggregation().serverOptimizerSettings(),
                        false),
                clean
                        ? ReplaySettings.Attacked.NOT
                        : new ReplaySettings.Attacked(cell.attack(), cell.share(), Map.of()),
                shared.personal(),
                shared.course(),
                List.of("vanilla"),
                clean ? shared.seeds() : List.of(shared.seeds().getFirst()));
    }

    private Score score(Cell cell, ReplaySettings settings, long seed, Population.Loaded loaded, int index, int cells)
            throws IOException, InterruptedException {
        RunId run = new RunId("vanilla", seed);
        Path runs = folder.resolve(cell.folder() + "-" + ResultsFolder.identity(settings))
                .resolve(run.folder());
        if (RunFolder.summary(runs).isEmpty()) {
            LearnerFactory engine = Experiment.engine(settings);
            listener.note(cell.folder());
            try (Experiment experiment =
                    Experiment.prepare(settings, loaded, engine, seed, threads, Optional.empty())) {
                experiment.run(run, runs, listener, index, cells);
            }
        }
        RunRecord record = RunRecord.read(runs);
        List<RunRecord.Evaluation> all = record.evaluations();
        double accuracy = all.subList(Math.max(0, all.size() - LAST_EVALUATIONS), all.size()).stream()
                .mapToDouble(RunRecord.Evaluation::accuracy)
                .average()
                .orElse(Double.NaN);
        Double success = record.summary().attackSuccess();
        return new Score(accuracy, success == null ? OptionalDouble.empty() : OptionalDouble.of(success));
    }
}
