package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.NoiseSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation as users see it, in a line.
 *
 * @param reason why it ended so, or what it waits for
 * @param rounds that are over
 * @param averageChange of the model that leads, in percent; null if there is none
 * @param margin half its interval, in points
 */
public record EvaluationSummary(
        String name,
        String status,
        String reason,
        Instant submitted,
        int rounds,
        @Nullable String leader,
        @Nullable Double averageChange,
        @Nullable Double margin) {
    public static EvaluationSummary of(Evaluation evaluation) {
        List<Leaderboard.Row> rows = Leaderboard.of(evaluation).rows();
        Leaderboard.@Nullable Row first = rows.isEmpty() ? null : rows.getFirst();
        return new EvaluationSummary(
                evaluation.definition().name(),
                evaluation.status().toString(),
                evaluation.reason(),
                evaluation.submitted(),
                evaluation.rounds().size(),
                first == null ? null : first.model(),
                first == null ? null : (Double) first.robustness().averageChange(),
                first == null ? null : first.robustness().margin());
    }

    /**
     * All that it shows.
     *
     * @param unit what a level means; null if each is a profile of its own
     * @param settings of the clients' task
     * @param models the most robust first, and then those that have no figures
     */
    public record FullEvaluation(
            EvaluationSummary summary,
            @Nullable String unit,
            SortedMap<String, String> settings,
            List<Model> models,
            List<Evaluation.RoundResult> rounds) {
        public static FullEvaluation of(Evaluation evaluation) {
            NoiseSettings noise = evaluation.definition().noise();
            Leaderboard board = Leaderboard.of(evaluation);
            List<Model> models =
                    new ArrayList<>(board.rows().stream().map(Model::of).toList());
            evaluation.contestants().stream()
                    .filter(one -> one.robustness(noise).isEmpty())
                    .forEach(one -> models.add(new Model(one.model(), one.rounds(), one.fault(), null, null, null)));
            return new FullEvaluation(
                    EvaluationSummary.of(evaluation),
                    noise.unit().orElse(null),
                    evaluation.definition().task().values(),
                    models,
                    evaluation.rounds());
        }
    }

    /**
     * A model and its curve.
     *
     * @param place by average change, from 1
     * @param placeByArea by the chance-corrected area, from 1
     */
    public record Model(
            String model,
            int rounds,
            String fault,
            @Nullable Integer place,
            @Nullable Integer placeByArea,
            @Nullable Robustness robustness) {
        static Model of(Leaderboard.Row row) {
            return new Model(row.model(), row.rounds(), "", row.place(), row.placeByArea(), row.robustness());
        }
    }
}
