package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.lead.BenchmarkJob;
import io.tifl.experiments.benchmark.lead.BenchmarkStore;
import io.tifl.experiments.benchmark.lead.FolderShelf;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.ResultFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl bench show}: one benchmark and what it measured. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows a benchmark and what it measured, of a coordinator or of a folder.",
        footerHeading = "%nExamples:%n",
        footer = {"  tifl bench show mnist --data tifl-benchmarks", "  tifl bench show mnist --json > mnist.json"})
final class BenchShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The benchmark")
    private String name = "";

    @Mixin
    private final BenchPlace place = new BenchPlace();

    @Option(names = "--json", description = "Print the result as JSON, with raw histograms")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (BenchmarkApi coordinator = place.coordinator().orElse(null)) {
            BenchmarkRow row = coordinator == null ? BenchmarkRow.of(here()) : coordinator.get(name);
            boolean isDone = row.status().equals("done");
            Optional<byte[]> result = !isDone
                    ? Optional.empty()
                    : coordinator == null ? store().result(name) : Optional.of(coordinator.result(name));
            return show(row, result);
        }
    }

    private BenchmarkStore store() {
        return new BenchmarkStore(FolderShelf.reading(place.data()));
    }

    private BenchmarkJob here() throws IOException {
        return store().get(name)
                .orElseThrow(() -> new IOException("there is no benchmark '" + name + "' in " + place.data()));
    }

    private int show(BenchmarkRow row, Optional<byte[]> result) throws IOException {
        if (json) {
            byte[] bytes = result.orElseThrow(() -> new IOException("benchmark '" + name + "' is " + row.status()));
            System.out.println(new String(bytes, StandardCharsets.UTF_8));
            return 0;
        }
        System.out.println(row.line(row.name().length()));
        if (result.isPresent()) {
            System.out.print(described(result.get()));
        }
        return 0;
    }

    private static String described(byte[] bytes) throws IOException {
        BenchmarkResult result;
        try {
            result = ResultFormat.read(bytes);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        List<String> lines = new ArrayList<>();
        DeviceInfo device = result.device();
        lines.add(result.spec().model().label() + " on " + device.processor() + ", " + device.cores() + " cores");
        result.coldStart()
                .ifPresent(start -> lines.add(String.format(Locale.ROOT, "cold start %.3f s", start.toNanos() / 1e9)));
        result.stages().forEach((stage, times) -> lines.add(stage(stage.toString(), times)));
        result.repeats().forEach(repeat -> lines.add(repeat(repeat)));
        lines.addAll(result.notes());
        return lines.stream()
                .map(line -> "  " + line.stripTrailing() + System.lineSeparator())
                .collect(Collectors.joining());
    }

    private static String repeat(Measurement repeat) {
        return String.format(
                Locale.ROOT,
                "%.1f examples/s, %.1f good requests/s, %d of %d requests within the limit: %s %s",
                repeat.throughput(),
                repeat.goodput(),
                repeat.counts().ok(),
                repeat.counts().total(),
                repeat.verdict().outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                repeat.verdict().reason());
    }

    private static String stage(String name, Latencies times) {
        return String.format(
                Locale.ROOT,
                "%-15s mean %.3f ms, p50 %.3f, p95 %.3f, p99 %.3f",
                name,
                1e3 * times.mean(),
                1e3 * times.percentile(50),
                1e3 * times.percentile(95),
                1e3 * times.percentile(99));
    }
}
