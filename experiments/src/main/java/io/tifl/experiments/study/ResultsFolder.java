package io.tifl.experiments.study;

import io.tifl.experiments.report.AtomicFile;
import io.tifl.protocol.auth.ClientKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The folder of one replay: {@code config.yaml} with the resolved settings, {@code provenance.json}, a folder per run below
 * {@code runs}, and what is made from them: {@code rounds.csv}, {@code clients.csv}, {@code summary.json},
 * {@code report.html} and {@code charts}.
 */
final class ResultsFolder {
    private static final String CONFIG = "config.yaml";

    private final Path folder;

    ResultsFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path run(RunId run) {
        return folder.resolve("runs").resolve(run.folder());
    }

    /** Keeps other processes out until the lock is closed. */
    Lock lock() throws IOException {
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(file(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = tryLock(channel);
        if (held == null) {
            channel.close();
            throw new IOException("Another process is working in " + folder + "; wait for it or choose another --out.");
        }
        return new Lock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    record Lock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** @throws IllegalArgumentException if the folder holds a replay with other settings */
    void claim(ReplaySettings settings) throws IOException {
        Path file = file(CONFIG);
        Optional<ReplaySettings> there = settings();
        if (there.isEmpty()) {
            AtomicFile.write(file, Json.YAML.writeValueAsString(settings));
            return;
        }
        List<String> differences = differences(there.get(), settings);
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(folder + " holds a replay with other settings: "
                    + String.join("; ", differences)
                    + ".\nChoose another folder with --out, or start this one anew with --force.");
        }
    }

    /** The settings of the replay in this folder; empty if there is none. */
    Optional<ReplaySettings> settings() throws IOException {
        Path file = file(CONFIG);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.YAML.readValue(Files.readString(file), ReplaySettings.class));
        } catch (JacksonException e) {
            throw new IOException(file + " does not hold the settings of a replay: " + e.getOriginalMessage(), e);
        }
    }

    private static List<String> differences(ReplaySettings there, ReplaySettings wanted) {
        Map<String, String> before = flat(there);
        Map<String, String> now = flat(wanted);
        List<String> differences = new ArrayList<>();
        Map<String, String> all = new TreeMap<>(before);
        all.putAll(now);
        for (String name : all.keySet()) {
            String was = before.getOrDefault(name, "nothing");
            String is = now.getOrDefault(name, "nothing");
            if (!was.equals(is)) {
                differences.add(name + " was " + was + ", now " + is);
            }
        }
        return differences;
    }

    private static Map<String, String> flat(ReplaySettings settings) {
        Map<String, String> values = new TreeMap<>();
        Json.PRETTY
                .<tools.jackson.databind.JsonNode>valueToTree(settings)
                .properties()
                .forEach(section -> {
                    if (!section.getValue().isObject()) {
                        values.put(section.getKey(), section.getValue().toString());
                        return;
                    }
                    section.getValue()
                            .properties()
                            .forEach(entry -> values.put(
                                    section.getKey() + "." + entry.getKey(),
                                    entry.getValue().toString()));
                });
        values.remove("data.data-dir");
        if (settings.population().partition().isEmpty()) {
            values.remove("population.partition");
        }
        if (settings.training().privateLayers().isEmpty()) {
            values.remove("training.private-layers");
        }
        if (settings.training().modelSettings().isEmpty()) {
            values.remove("training.model-settings");
        }
        if (settings.data().preparation().isNone()) {
            values.remove("data.preparation");
        }
        if (settings.training().minibatch() == 0) {
            values.remove("training.minibatch");
        }
        if (!settings.rounds().leafMetrics()) {
            values.remove("rounds.leaf-metrics");
        }
        if (settings.aggregation().equals(ReplaySettings.Aggregation.USUAL)) {
            // So that replays from before there was a choice keep their names.
            values.keySet().removeIf(name -> name.startsWith("aggregation."));
        }
        if (settings.attacked().equals(ReplaySettings.Attacked.NOT)) {
            values.keySet().removeIf(name -> name.startsWith("attacked."));
        }
        if (settings.personal().equals(ReplaySettings.Personal.NONE)) {
            values.keySet().removeIf(name -> name.startsWith("personal."));
        }
        if (settings.course().equals(ReplaySettings.Course.EVEN)) {
            values.keySet().removeIf(name -> name.startsWith("course."));
        }
        return values;
    }

    /** Identifies the numbers of a replay: equal for equal settings. */
    static String identity(ReplaySettings settings) {
        byte[] text = flat(settings).toString().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(ClientKey.sha256().digest(text)).substring(0, 8);
    }

    /** Removes what a replay wrote here, and nothing else. */
    void clear() throws IOException {
        for (String name : List.of("runs", "charts")) {
            delete(file(name));
        }
        for (String name :
                List.of(CONFIG, "provenance.json", "rounds.csv", "clients.csv", "summary.json", "report.html")) {
            Files.deleteIfExists(file(name));
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
