package io.tifl.experiments.study;

import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.client.task.ClientMemory;
import io.tifl.experiments.fleet.Preparation;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.FederatedDataset;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Makes a worker of a replay's clients: loads or generates their data, and sees to it that it trains with the same bits. */
public final class FleetPreparation implements Preparation {
    private final Optional<Path> dataDir;
    private final ReplayListener listener;
    private @Nullable Known known;

    /** Data that were loaded for the last seed, and serve the next. */
    private record Known(ReplaySettings settings, Population.Loaded loaded) {}

    /**
     * What a replay says of its clients, as JSON.
     *
     * @param program version, Java, vectors: what the last bits of training depend on
     * @param data SHA-256 of what the clients train on
     */
    record Work(Program program, String data, long seed, ReplaySettings settings) {
        static Work of(ReplaySettings settings, long seed, FederatedDataset data) {
            return new Work(Program.running(), LocalWork.digest(data), seed, withoutFolder(settings));
        }

        String json() {
            return Json.LINES.writeValueAsString(this);
        }

        static Work parse(String json) {
            try {
                return Json.LINES.readValue(json, Work.class);
            } catch (JacksonException e) {
                throw new IllegalArgumentException(
                        "the replay cannot be understood; run the same version of tifl on both: "
                                + e.getOriginalMessage(),
                        e);
            }
        }

        // A folder of another machine's; where the files are, each worker is told itself.
        private static ReplaySettings withoutFolder(ReplaySettings settings) {
            ReplaySettings.Data data = settings.data();
            return new ReplaySettings(
                    data.in(Optional.empty()),
                    settings.population(),
                    settings.training(),
                    settings.tiers(),
                    settings.rounds(),
                    settings.aggregation(),
                    settings.attacked(),
                    settings.personal(),
                    settings.course(),
                    settings.policies(),
                    settings.seeds());
        }
    }

    /** What trains. */
    record Program(String tifl, int java, String system, String vectors) {
        static Program running() {
            return new Program(
                    Provenance.version(),
                    Runtime.version().feature(),
                    System.getProperty("os.arch"),
                    CompiledLearnerFactory.vectors());
        }

        List<String> differences(Program other) {
            List<String> differences = new ArrayList<>();
            compare(differences, "tifl", tifl, other.tifl);
            compare(differences, "Java", Integer.toString(java), Integer.toString(other.java));
            compare(differences, "processor", system, other.system);
            compare(differences, "vectors", vectors, other.vectors);
            return differences;
        }

        private static void compare(List<String> differences, String what, String replay, String worker) {
            if (!replay.equals(worker)) {
                differences.add(what + ": the replay has " + replay + ", this worker " + worker);
            }
        }
    }

    /**
     * Where data come from.
     *
     * @param dataDir folder with the files of data sets; empty to download or generate
     * @param listener is told of downloads
     */
    public FleetPreparation(Optional<Path> dataDir, ReplayListener listener) {
        this.dataDir = dataDir;
        this.listener = listener;
    }

    @Override
    public synchronized Clients prepare(String json) throws IOException {
        Work work = Work.parse(json);
        List<String> differences = work.program().differences(Program.running());
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    "This worker would not train with the same bits; " + String.join("; ", differences) + ".");
        }
        ReplaySettings settings = work.settings();
        List<String> problems = settings.problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("The replay's settings are wrong: " + String.join("; ", problems));
        }
        FederatedDataset data = Population.deal(settings, load(settings), new Seed(work.seed()).child("data"));
        String digest = LocalWork.digest(data);
        if (!digest.equals(work.data())) {
            throw new IllegalArgumentException("The clients' data differ: SHA-256 " + work.data()
                    + " at the replay, " + digest + " here. Name the same files of "
                    + settings.data().dataset()
                    + " with --data-dir.");
        }
        return new LocalWork(data, Experiment.engine(settings), Experiment.rule(settings), new ClientMemory());
    }

    private static Population.Loaded load(ReplaySettings settings, DataSource source) throws IOException {
        try {
            return Population.load(settings, source);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(
                    "interrupted while " + settings.data().dataset() + " was loaded");
        }
    }

    private Population.Loaded load(ReplaySettings settings) throws IOException {
        Known last = known;
        if (last != null && last.settings().equals(settings)) {
            return last.loaded();
        }
        listener.note(Population.licence(settings));
        DataSource source =
                dataDir.<DataSource>map(DataSource.Local::new).orElseGet(() -> DataFolder.downloading(listener));
        Population.Loaded loaded = load(settings, source);
        known = new Known(settings, loaded);
        return loaded;
    }
}
