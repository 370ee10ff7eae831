package io.tifl.experiments.study;

import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Flight;
import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.sim.VirtualClock;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * The files of one run: {@code journal.jsonl}, a line per round; {@code checkpoint.json} with the model it names; and, once
 * the run is over, {@code summary.json}.
 *
 * <p>A kill at any moment leaves a folder that {@link #resume} can continue: what lies after the last checkpoint is cut
 * off and computed again, to the same bits. Confined to one thread.
 */
final class RunFolder implements AutoCloseable {
    private static final String JOURNAL = "journal.jsonl";
    private static final String CHECKPOINT = "checkpoint.json";
    private static final String SUMMARY = "summary.json";

    private final Path folder;
    private final FileChannel journal;

    RunFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.journal = FileChannel.open(folder.resolve(JOURNAL), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        journal.position(journal.size());
    }

    /**
     * What a run left behind.
     *
     * @param begun models by version that the clients began with whose orders are out
     */
    record Resumed(
            Checkpoint checkpoint,
            List<JournalEntry> entries,
            Parameters model,
            OptimizerState optimizerState,
            PrivacyLedger privacy,
            Map<Long, Parameters> begun) {}

    /** Forgets the last checkpoint: the run begins anew. */
    void startOver() throws IOException {
        Files.deleteIfExists(folder.resolve(CHECKPOINT));
    }

    /** Cuts the journal back to the last checkpoint; empty, and an empty journal, if there is none. */
    Optional<Resumed> resume(Layout layout) throws IOException {
        Path file = folder.resolve(CHECKPOINT);
        if (!Files.exists(file)) {
            journal.truncate(0);
            journal.position(0);
            return Optional.empty();
        }
        Checkpoint checkpoint = readCheckpoint(file);
        if (journal.size() < checkpoint.journalBytes()) {
            throw new IOException(folder.resolve(JOURNAL) + " is shorter than its checkpoint says (" + journal.size()
                    + " of " + checkpoint.journalBytes() + " bytes); delete the folder to start anew");
        }
        journal.truncate(checkpoint.journalBytes());
        journal.position(checkpoint.journalBytes());
        Parameters model = readVector(checkpoint.modelFile(), layout);
        if (!model.sha256().equals(checkpoint.modelSha256())) {
            throw new IOException(folder.resolve(checkpoint.modelFile())
                    + " does not have the checksum its checkpoint names; delete the folder to start anew");
        }
        SortedMap<String, Parameters> vectors = new TreeMap<>();
        for (String name : checkpoint.optimizerVectors()) {
            vectors.put(name, readState(vectorFile(checkpoint.round(), name), layout));
        }
        Map<Long, Parameters> begun = new HashMap<>();
        for (Checkpoint.Flight flight : checkpoint.flights()) {
            long version = flight.modelVersion();
            if (!begun.containsKey(version)) {
                begun.put(
                        version,
                        version == checkpoint.modelVersion()
                                ? model
                                : readVector(begunFile(checkpoint.round(), version), layout));
            }
        }
        return Optional.of(new Resumed(
                checkpoint,
                readJournal(folder),
                model,
                new OptimizerState(vectors),
                privacy(checkpoint),
                Map.copyOf(begun)));
    }

    private PrivacyLedger privacy(Checkpoint checkpoint) throws IOException {
        try {
            return PrivacyLedger.parse(Objects.requireNonNullElse(checkpoint.privacy(), ""));
        } catch (IllegalArgumentException e) {
            throw new IOException(folder.resolve(CHECKPOINT) + ": " + e.getMessage(), e);
        }
    }

    private static Checkpoint readCheckpoint(Path file) throws IOException {
        try {
            return Json.PRETTY.readValue(Files.readString(file), Checkpoint.class);
        } catch (JacksonException e) {
            throw new IOException(file + " is not a checkpoint; delete the folder to start anew", e);
        }
    }

    void append(JournalEntry entry) throws IOException {
        byte[] line = (Json.LINES.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.wrap(line);
        while (buffer.hasRemaining()) {
            journal.write(buffer);
        }
    }

    /**
     * Makes everything appended so far, and this state, the point to go on from.
     *
     * @param clients index of what clients keep, whose files are there already
     */
    void checkpoint(Federation state, long clockNanos, SortedMap<String, Long> clients) throws IOException {
        journal.force(false);
        long round = state.round();
        String modelFile = "model-" + round + ".bin";
        writeVector(modelFile, state.model().parameters());
        List<String> vectors = new ArrayList<>();
        for (Map.Entry<String, Parameters> vector :
                state.optimizerState().vectors().entrySet()) {
            writeVector(vectorFile(round, vector.getKey()), vector.getValue());
            vectors.add(vector.getKey());
        }
        for (Map.Entry<Long, Parameters> begun : begun(state).entrySet()) {
            writeVector(begunFile(round, begun.getKey()), begun.getValue());
        }
        Checkpoint checkpoint = new Checkpoint(
                round,
                clockNanos,
                journal.position(),
                state.model().version(),
                modelFile,
                state.model().parameters().sha256(),
                vectors,
                clients,
                state.privacy().toText(),
                state.flights().stream().map(RunFolder::kept).toList());
        AtomicFile.write(folder.resolve(CHECKPOINT), Json.PRETTY.writeValueAsString(checkpoint));
        deleteOthers(round);
    }

    /** The models that clients are at work on, by version, without the present one. */
    private static SortedMap<Long, Parameters> begun(Federation state) {
        SortedMap<Long, Parameters> begun = new TreeMap<>();
        state.flights()
                .forEach(flight ->
                        begun.put(flight.model().version(), flight.model().parameters()));
        begun.remove(state.model().version());
        return begun;
    }

    private static Checkpoint.Flight kept(Flight flight) {
        return new Checkpoint.Flight(
                flight.client().value(),
                flight.round(),
                flight.lane(),
                Duration.between(VirtualClock.START, flight.since()).toNanos(),
                flight.patience().toNanos(),
                flight.model().version(),
                flight.correction());
    }

    private static String begunFile(long round, long version) {
        return "model-" + round + "-begun-" + version + ".bin";
    }

    private static String vectorFile(long round, String name) {
        return "optimizer-" + round + "-" + name + ".bin";
    }

    private void deleteOthers(long round) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "{model,optimizer}-*.bin")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.matches("(model|optimizer)-" + round + "[-.].*")) {
                    Files.delete(file);
                }
            }
        }
    }

    private void writeVector(String name, Parameters values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values.toArray());
        AtomicFile.write(folder.resolve(name), bytes.array());
    }

    /** A vector like the model, or a few numbers. */
    private Parameters readState(String name, Layout layout) throws IOException {
        long size = Files.size(folder.resolve(name)) / Float.BYTES;
        return readVector(name, size == layout.size() || size == 0 ? layout : Layout.flat(Math.toIntExact(size)));
    }

    private Parameters readVector(String name, Layout layout) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        if (bytes.length != layout.size() * (long) Float.BYTES) {
            throw new IOException(folder.resolve(name) + " holds " + bytes.length / Float.BYTES
                    + " values, the model has " + layout.size());
        }
        float[] values = new float[layout.size()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return Parameters.owning(layout, values);
    }

    void finish(RunSummary summary) throws IOException {
        AtomicFile.write(folder.resolve(SUMMARY), Json.PRETTY.writeValueAsString(summary));
    }

    static Optional<RunSummary> summary(Path folder) throws IOException {
        Path file = folder.resolve(SUMMARY);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.PRETTY.readValue(Files.readString(file), RunSummary.class));
        } catch (JacksonException e) {
            throw new IOException(file + " is not a run's summary", e);
        }
    }

    /** All complete lines; a last line cut short by a kill is passed over. */
    static List<JournalEntry> readJournal(Path folder) throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        String text = Files.readString(folder.resolve(JOURNAL));
        int complete = text.lastIndexOf('\n') + 1;
        for (String line : text.substring(0, complete).lines().toList()) {
            try {
                entries.add(Json.LINES.readValue(line, JournalEntry.class));
            } catch (JacksonException e) {
                throw new IOException(folder.resolve(JOURNAL) + " line " + (entries.size() + 1) + " is damaged", e);
            }
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
