package io.tifl.leaf;

import io.tifl.protocol.ClientId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Reads who holds the images of CIFAR-10's sheets in FedLoRE's published partition (100 clients, Dirichlet 0.3), from
 * {@code cifar10-index.csv.gz}: split, position, label, index within class, client.
 */
final class CifarOwners {
    private static final int COLUMNS = 5;
    private static final int MAX_LINES = 70_000;

    private CifarOwners() {}

    /** The owners of the first {@code size} training images. */
    static Partition read(Path file, int size) throws IOException {
        SortedMap<Integer, List<Integer>> rows = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            lines.lines()
                    .skip(1)
                    .limit(MAX_LINES)
                    .map(line -> line.split(",", -1))
                    .forEach(cells -> {
                        if (cells.length != COLUMNS) {
                            throw new IllegalArgumentException("expected 5 columns, got " + String.join(",", cells));
                        }
                        int row = Integer.parseInt(cells[1]);
                        if (cells[0].equals("train") && row < size) {
                            rows.computeIfAbsent(Integer.valueOf(cells[4]), client -> new ArrayList<>())
                                    .add(row);
                        }
                    });
            return named(rows);
        } catch (IllegalArgumentException | UncheckedIOException | IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Partition named(SortedMap<Integer, List<Integer>> rows) {
        SequencedMap<ClientId, int[]> named = new LinkedHashMap<>();
        rows.forEach((client, images) -> named.put(
                new ClientId("fedlore-%02d".formatted(client)),
                images.stream().mapToInt(Integer::intValue).toArray()));
        return Partition.of(named);
    }
}
