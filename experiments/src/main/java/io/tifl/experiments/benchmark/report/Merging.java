package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/**
 * Puts the results of one benchmark on several followers of one kind of device together: all repeats in one result, whose
 * histograms then add up bucket by bucket, so that percentiles are those of the union.
 */
public final class Merging {
    private Merging() {}

    private record Key(String kind, BenchmarkSpec spec) {}

    /** One result for each kind of device and benchmark, in the order of their first. */
    public static List<BenchmarkResult> byKind(List<BenchmarkResult> results) {
        Map<Key, List<BenchmarkResult>> groups = new LinkedHashMap<>();
        for (BenchmarkResult result : results) {
            groups.computeIfAbsent(new Key(result.device().kind(), result.spec()), _ -> new ArrayList<>())
                    .add(result);
        }
        return groups.values().stream()
                .map(group -> group.size() == 1 ? group.getFirst() : merged(group))
                .toList();
    }

    private static BenchmarkResult merged(List<BenchmarkResult> group) {
        List<Measurement> repeats =
                group.stream().flatMap(result -> result.repeats().stream()).toList();
        List<String> notes = new ArrayList<>();
        notes.add("of " + group.size() + " results, on "
                + String.join(
                        ", ",
                        new TreeSet<>(group.stream()
                                .map(result -> result.device().name())
                                .toList())));
        group.forEach(result -> notes.addAll(result.notes()));
        return new BenchmarkResult(
                group.getFirst().spec(),
                device(group),
                repeats,
                median(group.stream()
                        .flatMap(result -> result.coldStart().stream())
                        .toList()),
                peak(group),
                group.getFirst().cost(),
                energy(group),
                group.stream()
                        .map(BenchmarkResult::started)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH),
                group.stream().map(BenchmarkResult::took).reduce(Duration.ZERO, Duration::plus),
                notes.stream().distinct().toList());
    }

    /** The slowest of the peaks: a roof that each of the devices reaches. */
    private static DeviceInfo device(List<BenchmarkResult> group) {
        DeviceInfo first = group.getFirst().device();
        List<String> names = group.stream()
                .map(result -> result.device().name())
                .distinct()
                .sorted()
                .toList();
        return new DeviceInfo(
                String.join("+", names),
                first.processor(),
                first.cores(),
                first.memoryBytes(),
                first.system(),
                first.java(),
                group.stream()
                        .mapToDouble(result -> result.device().peakGflops())
                        .min()
                        .orElse(Double.NaN),
                group.stream()
                        .mapToDouble(result -> result.device().bandwidthGbps())
                        .min()
                        .orElse(Double.NaN));
    }

    private static Optional<Duration> median(List<Duration> starts) {
        return starts.isEmpty()
                ? Optional.empty()
                : Optional.of(starts.stream().sorted().toList().get((starts.size() - 1) / 2));
    }

    private static OptionalDouble peak(List<BenchmarkResult> group) {
        double[] peaks = group.stream()
                .flatMapToDouble(result -> result.peak().stream())
                .sorted()
                .toArray();
        return peaks.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(peaks[(peaks.length - 1) / 2]);
    }

    // A sum in which one part is unknown is unknown, and one with an estimate is an estimate.
    private static Energy energy(List<BenchmarkResult> group) {
        Energy.Source weakest = group.stream()
                .map(result -> result.energy().source())
                .max(Comparator.naturalOrder())
                .orElse(Energy.Source.UNKNOWN);
        double joules =
                group.stream().mapToDouble(result -> result.energy().joules()).sum();
        return new Energy(weakest == Energy.Source.UNKNOWN ? Double.NaN : joules, weakest);
    }
}
