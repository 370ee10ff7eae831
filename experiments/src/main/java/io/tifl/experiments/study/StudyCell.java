package io.tifl.experiments.study;

import io.tifl.coordinator.round.AccuracySpread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/** A policy in a scenario under one seed: the unit that a study of schedulers runs. */
record StudyCell(String scenario, PolicyVariant variant, long seed, ReplaySettings settings) {
    RunId run() {
        return new RunId(variant.policy(), seed);
    }

    /** Where its run is; other settings, another folder. */
    Path folder(Path study) {
        return study.resolve("runs")
                .resolve(scenario)
                .resolve(variant.folder() + "-seed" + seed + "-" + ResultsFolder.identity(settings));
    }

    Result read(Path study) throws IOException {
        return new Result(this, RunRecord.read(folder(study)));
    }

    @Override
    public String toString() {
        return scenario + ", " + variant.text() + ", seed " + seed;
    }

    /** A finished cell and what is asked of it. */
    record Result(StudyCell cell, RunRecord record) {
        /** The end of a run that the final accuracy is taken from: one evaluation would be too noisy where classes differ. */
        private static final double END = 0.1;

        RunSummary summary() {
            return record.summary();
        }

        OptionalDouble secondsTo(double accuracy) {
            return record.secondsTo(accuracy);
        }

        /** Mean of the evaluations in the last tenth of the run's time; the last one alone if there are no others. */
        double finalAccuracy() {
            List<RunRecord.Evaluation> all = record.evaluations();
            double from = all.isEmpty()
                    ? 0
                    : Math.min(all.getLast().seconds(), (1 - END) * summary().virtualSeconds());
            return all.stream()
                    .filter(evaluation -> evaluation.seconds() >= from)
                    .mapToDouble(RunRecord.Evaluation::accuracy)
                    .average()
                    .orElse(Double.NaN);
        }

        /** Least accuracy of the final model on a tier as profiled before the first round. */
        double worstTier() {
            return summary().profiledTierAccuracy().stream()
                    .filter(Objects::nonNull)
                    .mapToDouble(Double::doubleValue)
                    .min()
                    .orElse(Double.NaN);
        }

        /** Mean accuracy of the final model on the worst tenth of the clients. */
        double worstDecile() {
            AccuracySpread spread = summary().clientAccuracy().get(ClientEvaluator.GLOBAL);
            return spread == null ? Double.NaN : spread.worstDecile();
        }

        /**
         * Gini coefficient of how many updates of each client counted, those that were never asked included: 0 if all took part
         * alike, near 1 if one did alone; NaN if nobody did.
         */
        double gini() {
            Map<String, Long> counted = new HashMap<>();
            for (JournalEntry round : record.rounds()) {
                round.clients().stream()
                        .filter(client -> client.status().equals("COUNTED"))
                        .forEach(client -> counted.merge(client.id(), 1L, Long::sum));
            }
            long[] counts = new long[Math.max(cell.settings().population().clients(), counted.size())];
            int next = 0;
            for (long count : counted.values()) {
                counts[next++] = count;
            }
            return gini(counts);
        }

        static double gini(long... counts) {
            long[] ascending = counts.clone();
            Arrays.sort(ascending);
            double weighted = 0;
            double sum = 0;
            for (int i = 0; i < ascending.length; i++) {
                weighted += (i + 1.0) * ascending[i];
                sum += ascending[i];
            }
            int n = ascending.length;
            return sum == 0 ? Double.NaN : 2 * weighted / (n * sum) - (n + 1.0) / n;
        }

        /** The accuracy of the last evaluation until then; NaN before the first. */
        double accuracyAt(double seconds) {
            double accuracy = Double.NaN;
            for (RunRecord.Evaluation evaluation : record.evaluations()) {
                if (evaluation.seconds() > seconds) {
                    break;
                }
                accuracy = evaluation.accuracy();
            }
            return accuracy;
        }
    }
}
