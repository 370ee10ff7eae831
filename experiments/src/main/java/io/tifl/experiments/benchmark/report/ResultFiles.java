package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ResultFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Results on disk: a file of JSON, or a folder of them, one benchmark each.
 *
 * @param results in the order of the files' names
 * @param problems of the files that hold none, each naming its file
 */
public record ResultFiles(List<BenchmarkResult> results, List<String> problems) {
    public ResultFiles {
        results = List.copyOf(results);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a file, or all of a folder whose names end with {@code .json}. Damaged files of a folder are left out and named; the
     * others are read all the same.
     *
     * @throws IOException if there is no such place, a single file is damaged, or a folder holds no result at all
     */
    public static ResultFiles read(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            return folder(place);
        }
        if (!Files.exists(place)) {
            throw new IOException("there is no file or folder " + place);
        }
        try {
            return new ResultFiles(List.of(one(place)), List.of());
        } catch (IllegalArgumentException e) {
            throw new IOException(place + ": " + e.getMessage(), e);
        }
    }

    private static ResultFiles folder(Path folder) throws IOException {
        List<BenchmarkResult> results = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            try {
                results.add(one(file));
            } catch (IOException | IllegalArgumentException e) {
                problems.add(file + ": " + e.getMessage());
            }
        }
        if (results.isEmpty()) {
            throw new IOException("expected results of benchmarks (NAME.json) in " + folder + ", got none"
                    + (problems.isEmpty() ? "" : "; damaged are " + String.join("; ", problems)));
        }
        return new ResultFiles(results, problems);
    }

    private static BenchmarkResult one(Path file) throws IOException {
        return ResultFormat.read(Files.readAllBytes(file));
    }
}
