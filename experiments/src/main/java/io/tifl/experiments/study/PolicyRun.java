package io.tifl.experiments.study;

import io.tifl.client.task.ClientMemory;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Flight;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.Rounds;
import io.tifl.coordinator.round.Toll;
import io.tifl.experiments.sim.VirtualClock;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.tiering.TierPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One run, round by round, onto disk: every round is journaled, a checkpoint is written every few seconds and when the
 * thread is interrupted. Confined to one thread.
 */
final class PolicyRun {
    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(5);

    private final Rounds engine;
    private final TierHistory tiers;
    private final Length length;
    private final EvaluationCharge charge;
    private final VirtualClock clock;
    private final RunFolder folder;
    private final ErrorFeedback feedback;
    private final ClientMemory memory;
    private final Measures measures;
    private final ReplayListener listener;

    private final List<JournalEntry> journal = new ArrayList<>();

    PolicyRun(
            Rounds engine,
            TierHistory tiers,
            Length length,
            EvaluationCharge charge,
            VirtualClock clock,
            RunFolder folder,
            ErrorFeedback feedback,
            ClientMemory memory,
            Measures measures,
            ReplayListener listener) {
        this.engine = engine;
        this.tiers = tiers;
        this.length = length;
        this.charge = charge;
        this.clock = clock;
        this.folder = folder;
        this.feedback = feedback;
        this.memory = memory;
        this.measures = measures;
        this.listener = listener;
    }

    /** A run at its end. */
    record Finished(Federation federation, List<JournalEntry> journal) {}

    /** Takes the run up where it was left, or starts it; the federation given is the one before the first round. */
    Finished run(Federation first, String name, int index, int runs) throws IOException, InterruptedException {
        Federation state = resumed(first);
        listener.started(name, index, runs, state.round(), length);
        long checkpointed = System.nanoTime();
        try {
            measures.begin(state);
            while (length.goesOn(state.round(), seconds(clock))) {
                Outcome outcome = engine.next(state);
                if (outcome.report().status() == RoundReport.Status.NO_CLIENTS) {
                    listener.note(name + ": no client can be asked any more after round " + state.round()
                            + " (credits ran out?)");
                    break;
                }
                if (outcome.report().status() == RoundReport.Status.BUDGET_SPENT) {
                    listener.note(name + ": the privacy budget is spent after round " + state.round());
                    break;
                }
                if (Thread.interrupted()) {
                    // It came when nobody had to wait for anything; the flag would close the journal.
                    throw new InterruptedException("interrupted after round " + state.round());
                }
                // Interrupted in here, the run goes on from before the round.
                measures.after(JournalEntry.of(outcome, VirtualClock.START, Optional.empty()), outcome.after());
                settle(outcome);
                Optional<Toll> evaluation = charge.after(outcome, state.tiers(), clock.instant());
                evaluation.ifPresent(toll -> clock.advanceTo(clock.instant().plus(toll.elapsed())));
                JournalEntry entry = JournalEntry.of(outcome, VirtualClock.START, evaluation);
                folder.append(entry);
                journal.add(entry);
                state = outcome.after()
                        .withTiers(tiers.insight().after(entry, outcome.after().tiers()));
                listener.round(state.round(), entry.endSeconds(), Optional.ofNullable(entry.accuracy()));
                if (System.nanoTime() - checkpointed >= BETWEEN_CHECKPOINTS.toNanos()) {
                    checkpoint(state, clock.elapsed().toNanos());
                    checkpointed = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            saveWhatIsDone(state);
            throw e;
        }
        checkpoint(state, clock.elapsed().toNanos());
        measures.finish();
        return new Finished(state, List.copyOf(journal));
    }

    private static double seconds(VirtualClock clock) {
        return clock.elapsed().toNanos() / 1e9;
    }

    // Clients whose work nobody waited for may or may not have done it, as threads have it: it must not matter.
    private void settle(Outcome outcome) {
        boolean committed = outcome.report().status() == RoundReport.Status.COMMITTED;
        for (ClientReport report : outcome.report().clients()) {
            TaskId id =
                    new TaskId(outcome.after().job(), outcome.report().round() - report.roundsAgo(), report.client());
            if (committed && report.status() == ClientReport.Status.COUNTED) {
                feedback.counted(id);
                memory.counted(id);
            } else {
                feedback.notCounted(id);
                memory.notCounted(id);
            }
        }
    }

    // What clients keep is in files that no checkpoint before names; only then are those dropped that none names any
    // more.
    private void checkpoint(Federation state, long clockNanos) throws IOException {
        folder.checkpoint(state, clockNanos, memory.index(state.job()));
        memory.sweep();
    }

    // The interrupt flag would close the file channels under us.
    private void saveWhatIsDone(Federation state) throws IOException {
        boolean _ = Thread.interrupted();
        long end = journal.isEmpty()
                ? 0
                : journal.getLast().startedNanos() + journal.getLast().wholeNanos();
        checkpoint(state, end);
    }

    private static List<Flight> flights(RunFolder.Resumed resumed, ModelSpec spec) {
        return resumed.checkpoint().flights().stream()
                .map(flight -> new Flight(
                        new ClientId(flight.client()),
                        flight.round(),
                        flight.lane(),
                        VirtualClock.START.plusNanos(flight.sinceNanos()),
                        Duration.ofNanos(flight.patienceNanos()),
                        new GlobalModel(
                                spec,
                                flight.modelVersion(),
                                Objects.requireNonNull(resumed.begun().get(flight.modelVersion()))),
                        flight.correction()))
                .toList();
    }

    private Federation resumed(Federation first) throws IOException {
        Optional<RunFolder.Resumed> found =
                folder.resume(first.model().parameters().layout());
        if (found.isEmpty()) {
            return first;
        }
        RunFolder.Resumed resumed = found.get();
        TierPlan plan = first.tiers();
        for (JournalEntry entry : resumed.entries()) {
            plan = tiers.next(plan, entry);
            journal.add(entry);
        }
        memory.restore(first.job(), resumed.checkpoint().clients());
        clock.advanceTo(VirtualClock.START.plusNanos(resumed.checkpoint().clockNanos()));
        return new Federation(
                first.job(),
                resumed.checkpoint().round(),
                new GlobalModel(first.model().spec(), resumed.checkpoint().modelVersion(), resumed.model()),
                resumed.optimizerState(),
                plan,
                resumed.privacy(),
                first.seed(),
                flights(resumed, first.model().spec()));
    }
}
