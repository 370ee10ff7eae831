package io.tifl.experiments.study;

import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundEngine;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.experiments.sim.VirtualClock;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TieringPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run, round by round, onto disk: every round is journaled, a checkpoint is written every few seconds and when the
 * thread is interrupted. Confined to one thread.
 */
final class PolicyRun {
    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(5);

    private final RoundEngine engine;
    private final TieringPolicy tiering;
    private final VirtualClock clock;
    private final RunFolder folder;
    private final ReplayListener listener;

    private final List<JournalEntry> journal = new ArrayList<>();

    PolicyRun(
            RoundEngine engine, TieringPolicy tiering, VirtualClock clock, RunFolder folder, ReplayListener listener) {
        this.engine = engine;
        this.tiering = tiering;
        this.clock = clock;
        this.folder = folder;
        this.listener = listener;
    }

    /** A run at its end. */
    record Finished(Federation federation, List<JournalEntry> journal) {}

    /** Takes the run up where it was left, or starts it; the federation given is the one before the first round. */
    Finished run(Federation first, long rounds, String name, int index, int runs)
            throws IOException, InterruptedException {
        Federation state = resumed(first);
        listener.started(name, index, runs, state.round(), rounds);
        long checkpointed = System.nanoTime();
        try {
            while (state.round() < rounds) {
                Outcome outcome = engine.next(state);
                if (outcome.report().status() == RoundReport.Status.NO_CLIENTS) {
                    listener.note(name + ": no client can be asked any more after round " + state.round()
                            + " (credits ran out?)");
                    break;
                }
                JournalEntry entry = JournalEntry.of(outcome, VirtualClock.START);
                folder.append(entry);
                journal.add(entry);
                state = outcome.after();
                listener.round(state.round(), entry.endSeconds(), Optional.ofNullable(entry.accuracy()));
                if (System.nanoTime() - checkpointed >= BETWEEN_CHECKPOINTS.toNanos()) {
                    folder.checkpoint(state, clock.elapsed().toNanos());
                    checkpointed = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            saveWhatIsDone(state);
            throw e;
        }
        folder.checkpoint(state, clock.elapsed().toNanos());
        return new Finished(state, List.copyOf(journal));
    }

    // The interrupt flag would close the file channels under us.
    private void saveWhatIsDone(Federation state) throws IOException {
        boolean _ = Thread.interrupted();
        long end = journal.isEmpty()
                ? 0
                : journal.getLast().startedNanos() + journal.getLast().elapsedNanos();
        folder.checkpoint(state, end);
    }

    private Federation resumed(Federation first) throws IOException {
        Optional<RunFolder.Resumed> found =
                folder.resume(first.model().parameters().layout());
        if (found.isEmpty()) {
            return first;
        }
        RunFolder.Resumed resumed = found.get();
        TierPlan tiers = first.tiers();
        for (JournalEntry entry : resumed.entries()) {
            tiers = tiering.adapt(tiers, entry.feedback());
            journal.add(entry);
        }
        clock.advanceTo(VirtualClock.START.plusNanos(resumed.checkpoint().clockNanos()));
        return new Federation(
                first.job(),
                resumed.checkpoint().round(),
                new GlobalModel(first.model().spec(), resumed.checkpoint().modelVersion(), resumed.model()),
                resumed.optimizerState(),
                tiers,
                first.seed());
    }
}
