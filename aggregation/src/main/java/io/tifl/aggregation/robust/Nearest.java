package io.tifl.aggregation.robust;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Krum's scores: how far an update lies from those nearest to it. */
final class Nearest {
    private Nearest() {}

    /**
     * For each of some rows the sum of its squared distances from the {@code neighbours} others nearest to it, the least
     * first; of rows not asked for, infinite.
     */
    static double[] scores(Gram gram, boolean[] among, int neighbours) {
        double[] scores = new double[gram.rows()];
        Arrays.fill(scores, Double.POSITIVE_INFINITY);
        int[] rows = IntStream.range(0, gram.rows()).filter(i -> among[i]).toArray();
        for (int row : rows) {
            double[] distances = IntStream.of(rows)
                    .filter(other -> other != row)
                    .mapToDouble(other -> gram.squaredDistance(row, other))
                    .sorted()
                    .toArray();
            double score = 0;
            for (int i = 0; i < Math.min(neighbours, distances.length); i++) {
                score += distances[i];
            }
            scores[row] = score;
        }
        return scores;
    }

    /** Krum's scores of all rows, of which {@code bad} may be bad. */
    static double[] scores(Gram gram, int bad) {
        boolean[] all = new boolean[gram.rows()];
        Arrays.fill(all, true);
        return scores(gram, all, gram.rows() - bad - 2);
    }

    /** The rows with the {@code count} least scores, in ascending order; of equal scores, the earlier row. */
    static int[] least(double[] scores, int count) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> scores[row]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }
}
