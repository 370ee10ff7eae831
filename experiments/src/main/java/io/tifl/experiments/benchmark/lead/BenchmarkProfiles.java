package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.protocol.ClientId;
import io.tifl.tiering.Profiles;
import io.tifl.tiering.Profiling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How fast clients are, from benchmarks that they ran as followers: what a round of profiling would measure. The latencies go
 * into {@link Profiling}, whose profiles tier clients (TiFL, Chai et al., HPDC 2020, section 4.2).
 */
public final class BenchmarkProfiles {
    private BenchmarkProfiles() {}

    /**
     * Mean time per example of each client that ran one of the benchmarks: that of inference where the server says it, else
     * that of the service. Of several results of one client all requests count alike.
     *
     * @param results of one model, server and workload, or they cannot be compared
     * @return without clients nothing of whose was answered
     * @throws IllegalArgumentException if models or servers differ
     */
    public static Map<ClientId, Duration> perExample(Collection<BenchmarkResult> results) {
        requireAlike(results);
        Map<String, List<BenchmarkResult>> byClient = new TreeMap<>();
        results.forEach(result -> byClient.computeIfAbsent(result.device().name(), _ -> new ArrayList<>())
                .add(result));
        Map<ClientId, Duration> latencies = new LinkedHashMap<>();
        byClient.forEach((client, own) -> {
            double seconds = meanPerExample(own);
            if (seconds > 0) {
                latencies.put(new ClientId(client), Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9))));
            }
        });
        return latencies;
    }

    /**
     * How long each client takes for a round: so many examples, several times as long as a prediction.
     *
     * @param examples of each client, seen in a round
     * @param factor time of a training step over that of a prediction, about 3
     */
    public static Map<ClientId, Duration> perRound(
            Map<ClientId, Duration> perExample, Map<ClientId, Integer> examples, double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("training takes a positive multiple of predicting, got " + factor);
        }
        Map<ClientId, Duration> rounds = new LinkedHashMap<>();
        perExample.forEach((client, duration) -> {
            int seen = examples.getOrDefault(client, 0);
            if (seen > 0) {
                rounds.put(client, Duration.ofNanos(Math.round(duration.toNanos() * factor * seen)));
            }
        });
        return rounds;
    }

    /**
     * Profiles that tier clients, in place of rounds of profiling: {@code Splitting.plan} takes them. A client without a
     * benchmark counts as one that never answered.
     *
     * @param clients all of the job
     * @param perRound see {@link #perRound}
     * @param longestWait what a job would wait for a reply at most
     */
    public static Profiles profiles(
            Collection<ClientId> clients, Map<ClientId, Duration> perRound, Duration longestWait) {
        return Profiling.of(clients, 1, longestWait).after(perRound).profiles();
    }

    private static void requireAlike(Collection<BenchmarkResult> results) {
        long kinds = results.stream()
                .map(result -> List.of(result.spec().model(), result.spec().server()))
                .distinct()
                .count();
        if (kinds > 1) {
            throw new IllegalArgumentException(
                    "profiles are of results of one model and server, got " + kinds + " kinds");
        }
    }

    private static double meanPerExample(List<BenchmarkResult> results) {
        double seconds = 0;
        double examples = 0;
        for (BenchmarkResult result : results) {
            for (Measurement repeat : result.repeats()) {
                Latencies times = repeat.stage(Stage.INFERENCE).count() > 0
                        ? repeat.stage(Stage.INFERENCE)
                        : repeat.stage(Stage.SERVICE);
                seconds += times.mean() * times.count();
                examples += (double) repeat.batch() * times.count();
            }
        }
        return examples == 0 ? 0 : seconds / examples;
    }
}
