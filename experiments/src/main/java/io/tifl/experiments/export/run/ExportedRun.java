package io.tifl.experiments.export.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run as other programs think of it. Immutable.
 *
 * @param experiment what groups runs: the replay's folder, or the coordinator
 * @param name of the run in it
 * @param finished whether it came to its end
 * @param params settings, by dotted name
 * @param tags what made it: versions, checksums
 * @param metrics series, by name and then by step
 * @param artifacts files to go along, by name
 */
public record ExportedRun(
        String experiment,
        String name,
        boolean finished,
        SortedMap<String, String> params,
        SortedMap<String, String> tags,
        List<RunMetric> metrics,
        SortedMap<String, byte[]> artifacts) {
    public ExportedRun {
        params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        metrics = List.copyOf(metrics);
        artifacts = Collections.unmodifiableSortedMap(new TreeMap<>(artifacts));
    }

    /** When the first value is from, 0 if there is none. */
    long startMillis() {
        return metrics.stream().mapToLong(RunMetric::millis).min().orElse(0);
    }

    /** When the last value is from, 0 if there is none. */
    long endMillis() {
        return metrics.stream().mapToLong(RunMetric::millis).max().orElse(0);
    }

    /** The same for the same run, whenever it is exported: 32 hexadecimal digits. */
    String id() {
        return digest(experiment + "\n" + name + "\n" + params).substring(0, 32);
    }

    static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
