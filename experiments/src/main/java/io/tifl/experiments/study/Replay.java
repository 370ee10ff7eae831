package io.tifl.experiments.study;

import io.tifl.client.LearnerFactory;
import io.tifl.experiments.fleet.FleetSettings;
import io.tifl.experiments.fleet.WorkerFleet;
import io.tifl.leaf.DataSource;
import io.tifl.tiering.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A replay: one run per policy and seed, their records in a results folder, and the report made from them.
 *
 * <p>Runs that are finished are not run again; one that was interrupted goes on. Confined to one thread.
 */
public final class Replay {
    private final ReplaySettings settings;
    private final ResultsFolder results;
    private final int threads;
    private final Optional<FleetSettings> fleet;
    private final ReplayListener listener;

    /**
     * Prepares nothing yet.
     *
     * @param folder where results go; made if need be
     * @param threads that train at once, at least 1; they do not change the results
     */
    public Replay(ReplaySettings settings, Path folder, int threads, ReplayListener listener) {
        this(settings, folder, threads, Optional.empty(), listener);
    }

    /**
     * Prepares nothing yet.
     *
     * @param fleet whose workers train in place of this process, which does the rest; they do not change the results
     */
    public Replay(
            ReplaySettings settings, Path folder, int threads, Optional<FleetSettings> fleet, ReplayListener listener) {
        this.fleet = fleet;
        this.settings = settings;
        this.results = new ResultsFolder(folder);
        this.threads = threads;
        this.listener = listener;
    }

    /** A folder name that is the same for equal settings: {@code leaf-synthetic-resource-1a2b3c4d}. */
    public static String defaultName(ReplaySettings settings) {
        return settings.data().dataset() + "-" + settings.population().heterogeneity() + "-"
                + ResultsFolder.identity(settings);
    }

    /** Removes what an earlier replay left in the folder. */
    public void forget() throws IOException {
        try (ResultsFolder.Lock _ = results.lock()) {
            results.clear();
        }
    }

    /**
     * Runs what is not yet run and writes the report.
     *
     * @throws IllegalArgumentException if a setting names something that does not exist, or the folder holds another replay
     * @throws IOException if data are missing or damaged, or results cannot be written
     * @throws InterruptedException if interrupted; the same replay goes on from there
     */
    public Result run() throws IOException, InterruptedException {
        Experiment.check(settings);
        requireNoMemoryInFleet();
        requireRoundsInFleet();
        // Before the folder is made: missing or damaged data leave nothing behind.
        Optional<Population.Loaded> loaded = results.settings().isPresent() ? Optional.empty() : Optional.of(load());
        try (ResultsFolder.Lock _ = results.lock()) {
            results.claim(settings);
            runMissing(loaded);
            List<RunRecord> runs = new ArrayList<>();
            for (RunId run : RunId.all(settings)) {
                runs.add(RunRecord.read(results.run(run)));
            }
            Provenance provenance = Provenance.of(settings);
            new ReplayReport(results, settings, runs, provenance).write(listener);
            return new Result(
                    new ReplayTable(RunGroup.byPolicy(runs), settings.rounds().targetAccuracy()));
        }
    }

    /** What a replay came to. */
    public record Result(ReplayTable table) {}

    private void runMissing(Optional<Population.Loaded> early) throws IOException, InterruptedException {
        List<RunId> all = RunId.all(settings);
        List<RunId> missing = new ArrayList<>();
        for (RunId run : all) {
            if (RunFolder.summary(results.run(run)).isEmpty()) {
                missing.add(run);
            }
        }
        if (missing.isEmpty()) {
            listener.note("All " + all.size() + " runs are finished already in " + results.path() + ".");
            return;
        }
        Population.Loaded loaded = early.isPresent() ? early.get() : load();
        if (fleet.isEmpty()) {
            run(all, missing, loaded, Optional.empty());
            return;
        }
        if (!Experiment.rule(settings).isSummable()) {
            listener.note("The rule " + settings.aggregation().rule()
                    + " needs every update as it is: workers send them one by one and sum nothing.");
        }
        try (WorkerFleet workers = WorkerFleet.open(fleet.get(), listener::note)) {
            run(all, missing, loaded, Optional.of(workers));
        }
    }

    private void run(List<RunId> all, List<RunId> missing, Population.Loaded loaded, Optional<WorkerFleet> workers)
            throws IOException, InterruptedException {
        LearnerFactory engine = Experiment.engine(settings);
        for (long seed : settings.seeds()) {
            List<RunId> ofSeed =
                    missing.stream().filter(run -> run.seed() == seed).toList();
            if (ofSeed.isEmpty()) {
                continue;
            }
            try (Experiment experiment = Experiment.prepare(settings, loaded, engine, seed, threads, workers)) {
                for (RunId run : ofSeed) {
                    experiment.run(run, results.run(run), listener, all.indexOf(run) + 1, all.size());
                }
            }
        }
    }

    // What clients keep stays with this process, and any worker may be given any client.
    private void requireNoMemoryInFleet() {
        if (fleet.isEmpty()) {
            return;
        }
        whatClientsKeep().ifPresent(what -> {
            throw new IllegalArgumentException(
                    "With " + what
                            + " clients keep something from round to round, which workers cannot yet: run without --bootstrap.");
        });
    }

    private void requireRoundsInFleet() {
        if (fleet.isEmpty()) {
            return;
        }
        settings.policies().stream()
                .filter(policy -> Experiment.recipeOf(policy, settings).pace() instanceof Pace.Overlapping)
                .findFirst()
                .ifPresent(policy -> {
                    throw new IllegalArgumentException("Policy " + policy
                            + " is asynchronous, and workers take on whole rounds: run without --bootstrap.");
                });
    }

    private Optional<String> whatClientsKeep() {
        if (Experiment.optimizer(settings).isRememberedByClients()) {
            return Optional.of(settings.aggregation().serverOptimizer());
        }
        if (!Experiment.privateLayers(settings).isEmpty()) {
            return Optional.of("private layers");
        }
        return settings.personal().ditto().map(_ -> "ditto");
    }

    private Population.Loaded load() throws IOException, InterruptedException {
        listener.note(Population.licence(settings));
        return Population.load(settings, source());
    }

    private DataSource source() {
        return settings.data()
                .dataDir()
                .<DataSource>map(DataSource.Local::new)
                .orElseGet(() -> DataFolder.downloading(listener));
    }
}
