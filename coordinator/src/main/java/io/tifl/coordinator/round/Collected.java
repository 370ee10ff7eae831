package io.tifl.coordinator.round;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.tiering.Feedback;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;

/** The replies of one round as they come in: admitted ones are added at once, none is kept. Confined to one thread. */
final class Collected implements AutoCloseable {
    private final Admission admission;
    private final Accumulator accumulator;
    private final Instant started;
    private final Consumer<ClientReport> judged;
    private final SequencedSet<ClientId> silent;
    private final Map<ClientId, Instant> asked = new HashMap<>();
    private final Set<ClientId> givenUp = new HashSet<>();
    private final SequencedMap<ClientId, Duration> expired = new LinkedHashMap<>();
    private final List<ClientReport> reports = new ArrayList<>();
    private final SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
    private final Map<ClientId, Feedback.Trained> trained = new LinkedHashMap<>();

    /** @param judged told of each report as it is made */
    Collected(
            List<ClientId> asked,
            Admission admission,
            Accumulator accumulator,
            Instant started,
            Consumer<ClientReport> judged) {
        this.judged = judged;
        this.silent = new LinkedHashSet<>(asked);
        this.admission = admission;
        this.accumulator = accumulator;
        this.started = started;
        silent.forEach(client -> this.asked.put(client, started));
    }

    boolean wasAsked(ClientId client) {
        return asked.containsKey(client);
    }

    /** How many clients were asked. */
    int asked() {
        return asked.size();
    }

    /** One more client was asked, in place of one that vanished. */
    void ask(TaskId task, Instant at) {
        admission.open(task);
        asked.put(task.client(), at);
        silent.add(task.client());
    }

    /** The client is waited for no longer. */
    void expire(ClientId client, Duration waited, String detail) {
        silent.remove(client);
        expired.put(client, waited);
        report(new ClientReport(
                client,
                ClientReport.Status.TIMED_OUT,
                Optional.empty(),
                0,
                0,
                Metrics.none(),
                Optional.empty(),
                detail));
    }

    /** Those who are waited for no longer, with how long they were. */
    SequencedMap<ClientId, Duration> expired() {
        return expired;
    }

    /** The client vanished; should it answer nevertheless, that counts. */
    void giveUp(ClientId client) {
        givenUp.add(client);
    }

    Instant started() {
        return started;
    }

    void add(Arrival arrival) {
        TaskReply reply = arrival.reply();
        Duration latency = Duration.between(asked.getOrDefault(reply.id().client(), started), arrival.at());
        switch (admission.check(reply)) {
            case Admission.Verdict.Admitted admitted -> {
                accumulator.add(admitted.claim(), admitted.change());
                count(reply, admitted.examples(), latency, arrival.wireBytes());
            }
            case Admission.Verdict.Added added -> count(reply, added.examples(), latency, arrival.wireBytes());
            case Admission.Verdict.Rejected rejected -> refuse(reply, rejected, latency, arrival.wireBytes());
        }
    }

    private void count(TaskReply reply, long examples, Duration latency, long bytes) {
        ClientId client = reply.id().client();
        silent.remove(client);
        latencies.put(client, latency);
        Metrics said = metricsOf(reply);
        trained.put(
                client,
                new Feedback.Trained(
                        examples,
                        said.get("loss").orElse(Double.NaN),
                        said.get("square-loss").orElse(Double.NaN)));
        report(new ClientReport(
                client,
                ClientReport.Status.COUNTED,
                Optional.of(latency),
                examples,
                bytes,
                said,
                Optional.empty(),
                ""));
    }

    private void refuse(TaskReply reply, Admission.Verdict.Rejected rejected, Duration latency, long bytes) {
        ClientId client = reply.id().client();
        silent.remove(client);
        report(new ClientReport(
                client,
                ClientReport.Status.REJECTED,
                Optional.of(latency),
                0,
                bytes,
                metricsOf(reply),
                Optional.of(rejected.reason()),
                rejected.detail()));
    }

    private void report(ClientReport report) {
        reports.add(report);
        judged.accept(report);
    }

    private static Metrics metricsOf(TaskReply reply) {
        return switch (reply) {
            case TaskReply.Updated updated -> updated.metrics();
            case TaskReply.Measured measured -> measured.metrics();
            case TaskReply.Failed _ -> Metrics.none();
        };
    }

    /** A client whose reply counted vanished from the sum later, before it was made. */
    void dropOut(ClientId client, String detail) {
        change(client, ClientReport.Status.TIMED_OUT, Optional.empty(), detail);
    }

    /** There is no sum that a client's reply could count in. */
    void withoutSum(ClientId client, String detail) {
        change(client, ClientReport.Status.REJECTED, Optional.of(Rejection.NO_SUM), detail);
    }

    private void change(ClientId client, ClientReport.Status status, Optional<Rejection> rejection, String detail) {
        reports.replaceAll(report -> report.client().equals(client) && report.status() == ClientReport.Status.COUNTED
                ? new ClientReport(
                        client, status, report.latency(), 0, report.uploadBytes(), report.metrics(), rejection, detail)
                : report);
    }

    int counted() {
        return accumulator.updates();
    }

    /** Whether the counted replies suffice for a result. */
    boolean suffices() {
        return accumulator.suffices();
    }

    /** What came of the counted replies, to be asked for once: what the sum took is free afterwards. */
    Aggregate finish() {
        try (accumulator) {
            return accumulator.finish();
        }
    }

    /** Frees what the sum took. */
    @Override
    public void close() {
        accumulator.close();
    }

    boolean allAnswered() {
        return silent.isEmpty();
    }

    SequencedMap<ClientId, Duration> latencies() {
        return latencies;
    }

    /** What those whose replies counted say of their training. */
    Map<ClientId, Feedback.Trained> trained() {
        return trained;
    }

    /** Those who vanished and did not answer, with how long they were waited for. */
    SequencedMap<ClientId, Duration> givenUpFor(Duration waited) {
        SequencedMap<ClientId, Duration> waits = silentFor(waited);
        waits.keySet().retainAll(givenUp);
        return waits;
    }

    /** Those who did not answer, with how long they were waited for. */
    SequencedMap<ClientId, Duration> silentFor(Duration waited) {
        SequencedMap<ClientId, Duration> waits = new LinkedHashMap<>();
        silent.forEach(client -> waits.put(client, waited));
        return waits;
    }

    /** Of those that answered, or are waited for no longer. */
    List<ClientReport> reports() {
        return List.copyOf(reports);
    }

    List<ClientReport> reports(ClientReport.Status ofSilent) {
        List<ClientReport> all = new ArrayList<>(reports);
        for (ClientId client : silent) {
            boolean vanished = givenUp.contains(client);
            all.add(new ClientReport(
                    client,
                    vanished ? ClientReport.Status.TIMED_OUT : ofSilent,
                    Optional.empty(),
                    0,
                    0,
                    Metrics.none(),
                    Optional.empty(),
                    vanished ? ClientReport.NO_SIGN_OF_LIFE : "no reply"));
        }
        return all;
    }
}
