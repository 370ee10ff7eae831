package io.tifl.experiments.study;

import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.Toll;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Feedback;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One line of a run's journal: all of one round that a report shows and that the tiering policy was told.
 *
 * @param round counted from 0
 * @param tier the cohort was drawn from, 0 the fastest; null if the policy ignores tiers
 * @param startedNanos virtual time of dispatch since the run began, in nanoseconds
 * @param elapsedNanos length of the round in virtual time, its query included
 * @param cohort the clients in the order drawn
 * @param clients in order of arrival
 * @param accuracy of the model after the round, over all test examples; null if it was not evaluated
 * @param tierAccuracy per tier; null entries where a tier has no test examples; empty if not evaluated
 * @param query before the cohort was drawn; null if nobody was asked
 * @param evaluation after the round, for its policy; null if there was none, or none that is charged
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
        List<@Nullable Double> tierAccuracy,
        @Nullable Asked query,
        @Nullable Asked evaluation) {

    /**
     * What it cost to ask clients something beside training.
     *
     * @param answers by client and name; empty for an evaluation
     */
    record Asked(
            int asked,
            int answered,
            long elapsedNanos,
            long downloadBytes,
            long uploadBytes,
            SortedMap<String, SortedMap<String, Double>> answers) {
        static @Nullable Asked of(Optional<Toll> toll, SortedMap<ClientId, Metrics> answers) {
            SortedMap<String, SortedMap<String, Double>> said = new TreeMap<>();
            answers.forEach((client, metrics) -> said.put(client.value(), metrics.values()));
            return toll.map(of -> new Asked(
                            of.asked(),
                            of.answered(),
                            of.elapsed().toNanos(),
                            of.downloadBytes(),
                            of.uploadBytes(),
                            said))
                    .orElse(null);
        }

        long bytes() {
            return downloadBytes + uploadBytes;
        }
    }

    /**
     * One client of the round; latency is null if it never answered, squareLoss if its policy does not look at it.
     *
     * @param roundsAgo how many rounds before it was asked; null for 0
     * @param waitedNanos how long it was waited for in vain; null if that was not so, or as long as the round took
     */
    record Client(
            String id,
            String status,
            @Nullable Long latencyNanos,
            long examples,
            long uploadBytes,
            @Nullable Double loss,
            @Nullable Double squareLoss,
            @Nullable String rejection,
            String detail,
            @Nullable Long roundsAgo,
            @Nullable Long waitedNanos) {}

    /** @param evaluation what accuracies cost that the policy looked at */
    static JournalEntry of(Outcome outcome, Instant began, Optional<Toll> evaluation) {
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
                report.clients().stream().map(client -> client(client, outcome)).toList(),
                evaluated == null ? null : evaluated.accuracy(),
                evaluated == null ? null : evaluated.loss(),
                evaluated == null ? List.of() : nullable(evaluated.tierAccuracy()),
                Asked.of(report.query(), outcome.feedback().answers()),
                Asked.of(evaluation, new TreeMap<>()));
    }

    private static Client client(ClientReport report, Outcome outcome) {
        Duration waited = outcome.feedback().timedOut().get(report.client());
        boolean asLongAsTheRound = outcome.report().elapsed().equals(waited);
        return new Client(
                report.client().value(),
                report.status().name(),
                report.latency().map(Duration::toNanos).orElse(null),
                report.examples(),
                report.uploadBytes(),
                metric(report, "loss"),
                metric(report, "square-loss"),
                report.rejection().map(Enum::name).orElse(null),
                report.detail(),
                report.roundsAgo() == 0 ? null : report.roundsAgo(),
                waited == null || asLongAsTheRound ? null : waited.toNanos());
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
            if (client.status().equals(ClientReport.Status.COUNTED.name()) && latency != null) {
                latencies.put(new ClientId(client.id()), Duration.ofNanos(latency));
                trained.put(
                        new ClientId(client.id()),
                        new Feedback.Trained(client.examples(), orNaN(client.loss()), orNaN(client.squareLoss())));
            }
            if (client.status().equals(ClientReport.Status.TIMED_OUT.name())) {
                Long waited = client.waitedNanos();
                timedOut.put(
                        new ClientId(client.id()),
                        Duration.ofNanos(waited == null ? elapsedNanos - queryNanos() : waited));
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
                answers(),
                accuracy);
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private SortedMap<ClientId, Metrics> answers() {
        SortedMap<ClientId, Metrics> answers = new TreeMap<>();
        Asked before = query;
        if (before != null) {
            before.answers().forEach((client, said) -> answers.put(new ClientId(client), new Metrics(said)));
        }
        return answers;
    }

    private long queryNanos() {
        Asked before = query;
        return before == null ? 0 : before.elapsedNanos();
    }

    /** Virtual time until the next round can begin, since this one began. */
    long wholeNanos() {
        Asked after = evaluation;
        return elapsedNanos + (after == null ? 0 : after.elapsedNanos());
    }

    /** How many models were sent to be trained: whoever judged it before has it. */
    long modelsSent() {
        Asked before = query;
        Set<String> have = before == null || before.downloadBytes() == 0
                ? Set.of()
                : before.answers().keySet();
        return cohort.stream().filter(client -> !have.contains(client)).count();
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

    /** Of all answers and updates. */
    long uploadBytes() {
        return clients.stream().mapToLong(Client::uploadBytes).sum()
                + asked().mapToLong(Asked::uploadBytes).sum();
    }

    /** Of models to those who were asked something beside training. */
    long askedDownloadBytes() {
        return asked().mapToLong(Asked::downloadBytes).sum();
    }

    private Stream<Asked> asked() {
        return Stream.concat(Stream.ofNullable(query), Stream.ofNullable(evaluation));
    }
}
