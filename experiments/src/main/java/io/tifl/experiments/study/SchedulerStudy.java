package io.tifl.experiments.study;

import io.tifl.experiments.report.AtomicFile;
import io.tifl.leaf.DataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Schedulers against each other: a run for each scenario, policy and seed, and a report of all.
 *
 * <p>Every run has a folder of its own in the study's; those that are finished are not run again, and one that was interrupted
 * goes on. Runs go on side by side, each on one thread, which is faster than one after the other on all, and no run knows of
 * another: how many there are at a time changes nothing but the time it takes. Confined to one thread, which others serve.
 */
public final class SchedulerStudy {
    /** All policies, unless the user names some. */
    private static final List<String> POLICIES = List.of(
            "vanilla",
            "uniform",
            "fast",
            "adaptive",
            "oort",
            "pow-d",
            "fedcs",
            "fedat",
            "fedbuff",
            // With as many clients at once as the two beside it.
            "fedbuff concurrency=tiers weights=examples",
            "flow");

    private final ReplayOptions flags;
    private final List<String> scenarios;
    private final Path folder;
    private final int threads;
    private final ReplayListener listener;

    /**
     * Prepares nothing yet.
     *
     * @param flags settings that win over those of all scenarios; its policies may have settings, as in
     *     {@code oort over-commit=0.3}
     * @param scenarios names, or files that end in {@code .yaml}
     * @param folder where results go; made if need be
     * @param threads runs at a time, at least 1
     */
    public SchedulerStudy(
            ReplayOptions flags, List<String> scenarios, Path folder, int threads, ReplayListener listener) {
        this.flags = flags;
        this.scenarios = List.copyOf(scenarios);
        this.folder = folder;
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Runs what is not yet run and writes {@code report.html}, {@code schedulers.md} and {@code cells.csv}.
     *
     * @param config YAML file with settings that win over those of all scenarios, and flags over them; may be absent
     * @return the tables as Markdown
     * @throws IllegalArgumentException if a setting is wrong; nothing was run then
     * @throws IOException if data are missing or results cannot be written
     * @throws InterruptedException if interrupted; the same study goes on from there
     */
    public String run(@Nullable Path config) throws IOException, InterruptedException {
        SequencedMap<String, List<StudyCell>> cells = cells(config);
        List<StudyCell> all = cells.values().stream().flatMap(List::stream).toList();
        List<StudyCell> missing = new ArrayList<>();
        for (StudyCell cell : all) {
            if (RunFolder.summary(cell.folder(folder)).isEmpty()) {
                missing.add(cell);
            }
        }
        // Before the folder is made: missing or damaged data leave nothing behind.
        Map<Held, Population.Loaded> data = load(missing);
        try (ResultsFolder.Lock _ = new ResultsFolder(folder).lock()) {
            runAll(missing, data, new StudyProgress(listener, all.size(), all.size() - missing.size()));
            return report(cells);
        }
    }

    private SequencedMap<String, List<StudyCell>> cells(@Nullable Path config) throws IOException {
        ReplayOptions said = flags.over(config);
        // What a policy has to know is part of what it takes.
        said.chargeEvaluations = Objects.requireNonNullElse(said.chargeEvaluations, true);
        if (said.scenario != null) {
            throw new IllegalArgumentException("a study takes --scenarios, not --scenario");
        }
        List<PolicyVariant> variants = (said.policies == null ? POLICIES : said.policies)
                .stream().map(PolicyVariant::parse).toList();
        requireEachOnce("policy", variants.stream().map(PolicyVariant::folder).toList());
        requireEachOnce("scenario", scenarios.stream().map(Scenarios::shortName).toList());
        said.policies = variants.stream().map(PolicyVariant::policy).distinct().toList();
        SequencedMap<String, List<StudyCell>> cells = new LinkedHashMap<>();
        for (String scenario : scenarios) {
            cells.put(scenario, cells(scenario, said.resolveOver(Scenarios.named(scenario)), variants));
        }
        return cells;
    }

    private static List<StudyCell> cells(String scenario, ReplaySettings shared, List<PolicyVariant> variants) {
        List<StudyCell> cells = new ArrayList<>();
        for (long seed : shared.seeds()) {
            for (PolicyVariant variant : variants) {
                if (variant.fits(shared)) {
                    ReplaySettings settings = variant.in(shared, seed);
                    requireSound(scenario, variant, settings);
                    cells.add(new StudyCell(Scenarios.shortName(scenario), variant, seed, settings));
                }
            }
        }
        return cells;
    }

    private static void requireSound(String scenario, PolicyVariant variant, ReplaySettings settings) {
        List<String> problems = settings.problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "scenario " + scenario + ", policy '" + variant.text() + "': " + String.join("; ", problems));
        }
        try {
            Experiment.check(settings);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "scenario " + scenario + ", policy '" + variant.text() + "': " + e.getMessage(), e);
        }
    }

    private static void requireEachOnce(String what, List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("name at least one " + what);
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("a " + what + " is named twice: " + names);
        }
    }

    /** What clients hold before it is dealt: cells that differ in other things share it. */
    private record Held(ReplaySettings.Data data, int clients, String partition) {
        static Held by(StudyCell cell) {
            ReplaySettings.Population population = cell.settings().population();
            return new Held(cell.settings().data(), population.clients(), population.partition());
        }
    }

    private Map<Held, Population.Loaded> load(List<StudyCell> cells) throws IOException, InterruptedException {
        Map<Held, Population.Loaded> data = new HashMap<>();
        for (StudyCell cell : cells) {
            Held held = Held.by(cell);
            if (!data.containsKey(held)) {
                listener.note(Population.licence(cell.settings()));
                data.put(held, Population.load(cell.settings(), source(cell.settings())));
            }
        }
        return data;
    }

    private DataSource source(ReplaySettings settings) {
        return settings.data()
                .dataDir()
                .<DataSource>map(DataSource.Local::new)
                .orElseGet(() -> DataFolder.downloading(listener));
    }

    private void runAll(List<StudyCell> cells, Map<Held, Population.Loaded> data, StudyProgress progress)
            throws IOException, InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("study-", 0).daemon().factory());
        try {
            ExecutorCompletionService<StudyCell> running = new ExecutorCompletionService<>(workers);
            for (StudyCell cell : cells) {
                running.submit(() -> {
                    run(cell, Optional.ofNullable(data.get(Held.by(cell))).orElseThrow(), progress);
                    return cell;
                });
            }
            for (int i = 0; i < cells.size(); i++) {
                StudyCell _ = running.take().get();
            }
        } catch (ExecutionException e) {
            throw asIs(e.getCause());
        } finally {
            stop(workers);
        }
    }

    private void run(StudyCell cell, Population.Loaded loaded, StudyProgress progress)
            throws IOException, InterruptedException {
        Path at = Files.createDirectories(cell.folder(folder));
        AtomicFile.write(at.resolve("settings.yaml"), Json.YAML.writeValueAsString(cell.settings()));
        try (Experiment experiment = Experiment.prepare(
                cell.settings(), loaded, Experiment.engine(cell.settings()), cell.seed(), 1, Optional.empty())) {
            experiment.run(cell.run(), at, progress.of(cell), 1, 1);
        } catch (IOException | RuntimeException e) {
            throw new IOException(cell + ": " + e.getMessage(), e);
        }
    }

    private static IOException asIs(@Nullable Throwable cause) throws InterruptedException {
        return switch (cause) {
            case IOException problem -> problem;
            case InterruptedException interrupted -> throw interrupted;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException("a run of the study failed", cause);
        };
    }

    /** Each run that goes on writes its checkpoint; until then nobody else may go on with it. */
    private static void stop(ExecutorService workers) {
        boolean interrupted = false;
        workers.shutdownNow();
        while (!workers.isTerminated()) {
            try {
                boolean _ = workers.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String report(SequencedMap<String, List<StudyCell>> cells) throws IOException {
        List<ScenarioResults> results = new ArrayList<>();
        for (Map.Entry<String, List<StudyCell>> scenario : cells.entrySet()) {
            List<StudyCell.Result> ofScenario = new ArrayList<>();
            for (StudyCell cell : scenario.getValue()) {
                ofScenario.add(cell.read(folder));
            }
            results.add(ScenarioResults.of(
                    Scenarios.shortName(scenario.getKey()), Scenarios.summary(scenario.getKey()), ofScenario));
        }
        return new SchedulerReport(results).write(folder, listener);
    }
}
