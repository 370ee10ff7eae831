package io.tifl.experiments.study;

import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.ClientId;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Feedback;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of a run's journal: all of one round that a report shows and that the tiering policy was told.
 *
 * @param round counted from 0
 * @param tier the cohort was drawn from, 0 the fastest; null if the policy ignores tiers
 * @param startedNanos virtual time of dispatch since the run began, in nanoseconds
 * @param elapsedNanos length of the round in virtual time
 * @param cohort the clients in the order drawn
 * @param clients in order of arrival
 * @param accuracy of the model after the round, over all test examples; null if it was not evaluated
 * @param tierAccuracy per tier; null entries where a tier has no test examples; empty if not evaluated
 */
record JournalEntry(
        long round,
        String status,
        @Nullable Integer tier,
        long startedNanos,
        long elapsedNanos,
        List<String> cohort,
        List<Client> clients,
        @Nullable Double accuracy,
        @Nullable Double loss,
        List<@Nullable Double> tierAccuracy) {

    /** One client of the round; latency is null if it never answered, squareLoss if its policy does not look at it. */
    record Client(
            String id,
            String status,
            @Nullable Long latencyNanos,
            long examples,
            long uploadBytes,
            @Nullable Double loss,
            @Nullable Double squareLoss,
            @Nullable String rejection,
            String detail) {}

    static JournalEntry of(Outcome outcome, Instant began) {
        RoundReport report = outcome.report();
        Evaluated evaluated = report.evaluated().orElse(null);
        return new JournalEntry(
                report.round(),
                report.status().name(),
                report.tier().isPresent() ? report.tier().getAsInt() : null,
                Duration.between(began, report.started()).toNanos(),
                report.elapsed().toNanos(),
                outcome.feedback().cohort().clients().stream()
                        .map(ClientId::value)
                        .toList(),
                report.clients().stream().map(JournalEntry::client).toList(),
                evaluated == null ? null : evaluated.accuracy(),
                evaluated == null ? null : evaluated.loss(),
                evaluated == null ? List.of() : nullable(evaluated.tierAccuracy()));
    }

    private static Client client(ClientReport report) {
        return new Client(
                report.client().value(),
                report.status().name(),
                report.latency().map(Duration::toNanos).orElse(null),
                report.examples(),
                report.uploadBytes(),
                metric(report, "loss"),
                metric(report, "square-loss"),
                report.rejection().map(Enum::name).orElse(null),
                report.detail());
    }

    private static @Nullable Double metric(ClientReport report, String name) {
        OptionalDouble value = report.metrics().get(name);
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static List<@Nullable Double> nullable(List<OptionalDouble> values) {
        List<@Nullable Double> all = new ArrayList<>();
        for (OptionalDouble value : values) {
            all.add(value.isPresent() ? value.getAsDouble() : null);
        }
        return all;
    }

    /** What the tiering policy was told after this round: replayed over the first plan, it gives the plan again. */
    Feedback feedback() {
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        SequencedMap<ClientId, Duration> timedOut = new LinkedHashMap<>();
        Map<ClientId, Feedback.Trained> trained = new LinkedHashMap<>();
        for (Client client : clients) {
            Long latency = client.latencyNanos();
            Double squareLoss = client.squareLoss();
            if (client.status().equals(ClientReport.Status.COUNTED.name()) && latency != null) {
                latencies.put(new ClientId(client.id()), Duration.ofNanos(latency));
                if (squareLoss != null) {
                    trained.put(new ClientId(client.id()), new Feedback.Trained(client.examples(), squareLoss));
                }
            }
            if (client.status().equals(ClientReport.Status.TIMED_OUT.name())) {
                timedOut.put(new ClientId(client.id()), Duration.ofNanos(elapsedNanos));
            }
        }
        List<OptionalDouble> accuracy = new ArrayList<>();
        for (Double value : tierAccuracy) {
            accuracy.add(value == null ? OptionalDouble.empty() : OptionalDouble.of(value));
        }
        OptionalInt drawnFrom = tier == null ? OptionalInt.empty() : OptionalInt.of(tier);
        return new Feedback(
                round,
                new Cohort(drawnFrom, cohort.stream().map(ClientId::new).toList()),
                latencies,
                timedOut,
                trained,
                accuracy);
    }

    double endSeconds() {
        return (startedNanos + elapsedNanos) / 1e9;
    }

    boolean committed() {
        return status.equals(RoundReport.Status.COMMITTED.name());
    }

    /** How many clients ended with this {@link ClientReport.Status}. */
    long countOf(String clientStatus) {
        return clients.stream()
                .filter(client -> client.status().equals(clientStatus))
                .count();
    }

    long uploadBytes() {
        return clients.stream().mapToLong(Client::uploadBytes).sum();
    }
}
