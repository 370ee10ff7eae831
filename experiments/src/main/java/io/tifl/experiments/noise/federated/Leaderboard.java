package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.NoiseSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The models of a tournament, the most robust by average normalised change first. Places share a number where figures are equal; a
 * difference below the margins is a tie in all but name. Models that are no better than chance without noise have nothing to lose and come
 * last.
 *
 * @param rows of the models that have figures
 */
public record Leaderboard(List<Row> rows) {
    /**
     * A model.
     *
     * @param place by average change, from 1
     * @param placeByArea by the chance-corrected area, from 1
     */
    public record Row(int place, int placeByArea, String model, int rounds, Robustness robustness) {}

    public Leaderboard {
        rows = List.copyOf(rows);
    }

    public static Leaderboard of(Evaluation evaluation) {
        NoiseSettings settings = evaluation.definition().noise();
        List<Row> unplaced = new ArrayList<>();
        for (Evaluation.Contestant one : evaluation.contestants()) {
            one.robustness(settings)
                    .ifPresent(robustness -> unplaced.add(new Row(0, 0, one.model(), one.rounds(), robustness)));
        }
        return new Leaderboard(unplaced.stream()
                .map(row -> new Row(
                        place(row, unplaced, Leaderboard::loss),
                        place(row, unplaced, Leaderboard::missingArea),
                        row.model(),
                        row.rounds(),
                        row.robustness()))
                .sorted(Comparator.comparingInt(Row::place).thenComparing(Row::model))
                .toList());
    }

    private static double loss(Row row) {
        return row.robustness().area() == null
                ? Double.POSITIVE_INFINITY
                : row.robustness().averageChange();
    }

    private static double missingArea(Row row) {
        Double area = row.robustness().area();
        return area == null ? Double.POSITIVE_INFINITY : -area;
    }

    private static int place(Row row, List<Row> all, ToDoubleFunction<Row> measure) {
        return 1
                + (int) all.stream()
                        .filter(other -> measure.applyAsDouble(other) < measure.applyAsDouble(row))
                        .count();
    }
}
