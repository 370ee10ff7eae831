package io.tifl.experiments.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A finished run as its folder tells it. */
record RunRecord(RunSummary summary, List<JournalEntry> rounds) {
    RunRecord {
        rounds = List.copyOf(rounds);
    }

    /** @throws IOException if the run is not finished or its files are damaged */
    static RunRecord read(Path folder) throws IOException {
        RunSummary summary =
                RunFolder.summary(folder).orElseThrow(() -> new IOException(folder + " holds no finished run"));
        return new RunRecord(summary, RunFolder.readJournal(folder));
    }

    String policy() {
        return summary.policy();
    }

    /** An evaluation: after how many rounds and how much virtual time, and what it showed. */
    record Evaluation(long completed, double seconds, double accuracy) {}

    List<Evaluation> evaluations() {
        List<Evaluation> all = new ArrayList<>();
        for (JournalEntry entry : rounds) {
            Double accuracy = entry.accuracy();
            if (accuracy != null) {
                all.add(new Evaluation(entry.round() + 1, entry.endSeconds(), accuracy));
            }
        }
        return all;
    }

    /** Virtual seconds until an evaluation first showed at least this accuracy. */
    OptionalDouble secondsTo(double accuracy) {
        return evaluations().stream()
                .filter(evaluation -> evaluation.accuracy() >= accuracy)
                .mapToDouble(Evaluation::seconds)
                .findFirst();
    }
}
