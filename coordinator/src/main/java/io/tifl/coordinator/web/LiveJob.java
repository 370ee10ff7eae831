package io.tifl.coordinator.web;

import io.tifl.coordinator.job.Progress;
import io.tifl.coordinator.job.Progress.Phase;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Outcome;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.GlobalModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One job as it is now, since this coordinator runs it. Thread-safe. */
final class LiveJob {
    /** Of so many rounds the times of phases are remembered. */
    private static final int ROUNDS = 500;

    private final SequencedMap<ClientId, Task> tasks = new LinkedHashMap<>();
    private final Deque<RoundPhases> past = new ArrayDeque<>();
    private final PhaseTimes times = new PhaseTimes();
    private String phase = "idle";
    private @Nullable Long round;
    private @Nullable Integer waitingFor;
    private @Nullable Instant since;
    private @Nullable Instant deadline;
    private long modelBytes;
    private boolean training;
    private boolean resting = true;

    /**
     * A job as it is now.
     *
     * @param now the coordinator's time, to count from
     * @param phase {@code idle} where nothing runs here, {@code waiting} for clients, or what clients are asked for: {@code
     *     profile}, {@code query}, {@code train}, {@code secure}, {@code evaluate}; {@code combine} in between
     * @param round that is in progress, from 0; null before the first
     * @param since when the phase began; null if it has not
     * @param deadline of the phase; null if it has none
     * @param waitingFor so many clients have to be there; null unless it waits
     * @param modelBytes of one uncompressed model, as it goes to each client that is asked; 0 before it is known
     * @param clients of the round in progress, or of the last one until the next begins
     * @param phases of the latest rounds since this coordinator leads
     */
    record Snapshot(
            Instant now,
            String phase,
            @Nullable Long round,
            @Nullable Instant since,
            @Nullable Instant deadline,
            @Nullable Integer waitingFor,
            long modelBytes,
            List<Task> clients,
            List<RoundPhases> phases) {}

    /**
     * One client in a round.
     *
     * @param status {@code asked}, {@code answered}, {@code counted}, {@code rejected}, {@code vanished}, {@code timed-out} or
     *     {@code not-needed}
     * @param since when it was asked
     * @param seconds until it answered
     * @param rejection why its reply does not count, by kind; null if it does
     * @param detail the same in words
     */
    record Task(
            String client,
            long round,
            String status,
            Instant since,
            @Nullable Double seconds,
            long uploadBytes,
            @Nullable String rejection,
            String detail) {
        Task as(String changed) {
            return new Task(client, round, changed, since, seconds, uploadBytes, rejection, detail);
        }

        Task answered(Instant at, long bytes) {
            double took = Math.max(0, Duration.between(since, at).toNanos() / 1e9);
            return new Task(client, round, "answered", since, took, bytes, rejection, detail);
        }

        Task judged(ClientReport report) {
            Double took = report.latency().map(Summaries::seconds).orElse(seconds);
            String why = report.rejection().map(Summaries::lower).orElse(null);
            long bytes = Math.max(uploadBytes, report.uploadBytes());
            return new Task(client, round, Summaries.lower(report.status()), since, took, bytes, why, report.detail());
        }

        boolean isOut() {
            return status.equals("asked") || status.equals("vanished");
        }
    }

    /** @param seconds that each phase of a round took */
    record RoundPhases(long round, Map<String, Double> seconds) {}

    synchronized Snapshot snapshot() {
        return new Snapshot(
                Instant.now(),
                phase,
                round,
                since,
                deadline,
                waitingFor,
                modelBytes,
                List.copyOf(tasks.values()),
                List.copyOf(past));
    }

    /** The phase that a job is in; as in {@link Snapshot}. */
    record Standing(
            Instant now,
            String phase,
            @Nullable Long round,
            @Nullable Instant since,
            @Nullable Instant deadline) {}

    synchronized Standing standing() {
        return new Standing(Instant.now(), phase, round, since, deadline);
    }

    synchronized void waiting(int clients) {
        idle("waiting");
        waitingFor = clients;
    }

    /** Nothing runs here now. */
    synchronized void rest() {
        idle("idle");
        times.forget();
        training = false;
        resting = true;
        tasks.values().removeIf(Task::isOut);
    }

    private void idle(String as) {
        phase = as;
        since = Instant.now();
        deadline = null;
        waitingFor = null;
    }

    /** @return the tasks that changed, as they are now */
    synchronized List<Task> progress(Progress progress) {
        return switch (progress) {
            case Progress.Asked asked -> asked(asked);
            case Progress.Answered answered ->
                answered.phase() == Phase.TRAIN || !training
                        ? change(answered.client(), task -> task.answered(answered.at(), answered.wireBytes()))
                        : List.of();
            case Progress.GaveUp gone ->
                gone.clients().stream()
                        .flatMap(client -> change(client, task -> task.isOut() ? task.as("vanished") : task).stream())
                        .toList();
            case Progress.Judged judged -> change(judged.report().client(), task -> task.judged(judged.report()));
            case Progress.Over over -> over(over);
        };
    }

    private List<Task> asked(Progress.Asked asked) {
        resting = false;
        times.begin(asked.phase(), asked.at());
        boolean shown = asked.phase() == Phase.TRAIN || asked.phase() == Phase.PROFILE;
        if (asked.phase() == Phase.TRAIN || asked.phase() == Phase.QUERY) {
            round = asked.round();
        }
        enter(asked);
        if (!shown) {
            return List.of();
        }
        training = asked.phase() == Phase.TRAIN;
        tasks.values().removeIf(task -> !task.isOut());
        List<Task> added = new ArrayList<>();
        for (ClientId client : asked.clients()) {
            Task task = new Task(client.value(), asked.round(), "asked", asked.at(), null, 0, null, "");
            tasks.put(client, task);
            added.add(task);
        }
        return added;
    }

    private void enter(Progress.Asked asked) {
        if (!phase.equals(asked.phase().shown())) {
            since = asked.at();
            deadline = asked.at().plus(asked.limit());
        }
        phase = asked.phase().shown();
        waitingFor = null;
    }

    private List<Task> over(Progress.Over over) {
        if (resting) {
            // It was cut short.
            return List.of();
        }
        times.end(over.phase(), over.at());
        phase = training
                        && over.phase() == Phase.EVALUATE
                        && tasks.values().stream().anyMatch(Task::isOut)
                ? "train"
                : PhaseTimes.COMBINE;
        since = over.at();
        deadline = null;
        if (over.phase() == Phase.PROFILE) {
            tasks.clear();
        }
        return List.of();
    }

    private List<Task> change(ClientId client, UnaryOperator<Task> change) {
        Task changed = tasks.computeIfPresent(client, (_, task) -> change.apply(task));
        return changed == null ? List.of() : List.of(changed);
    }

    /** Before the first round: nothing of it is a round's. */
    synchronized void began(GlobalModel model) {
        modelBytes = model.parameters().values().byteSize();
        times.forget();
        tasks.clear();
    }

    /** @return what each phase of the round took */
    synchronized RoundPhases round(Outcome outcome, Instant at) {
        modelBytes = outcome.after().model().parameters().values().byteSize();
        for (ClientReport report : outcome.report().clients()) {
            change(report.client(), task -> task.judged(report));
        }
        RoundPhases phases = new RoundPhases(outcome.report().round(), times.round(at));
        past.addLast(phases);
        if (past.size() > ROUNDS) {
            past.removeFirst();
        }
        return phases;
    }
}
