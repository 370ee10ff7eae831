package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.loss.UnitRows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The label of most of the nearest by cosine, found by looking at all; ties go to the nearer neighbours' label.
 *
 * @param neighbours 1 or more
 */
record CosineNeighbours(int neighbours) implements FeatureProbe {
    @Override
    public double accuracy(Matrix features, int[] labels, Matrix test, int[] testLabels) {
        Matrix cosines =
                UnitRows.of(test).rows().timesTranspose(UnitRows.of(features).rows());
        int right = 0;
        for (int i = 0; i < testLabels.length; i++) {
            right += label(cosines.row(i), labels) == testLabels[i] ? 1 : 0;
        }
        return right / (double) testLabels.length;
    }

    private int label(double[] cosines, int[] labels) {
        int[] nearest = IntStream.range(0, cosines.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -cosines[i]))
                .limit(neighbours)
                .mapToInt(i -> labels[i])
                .toArray();
        int[] votes = new int[Arrays.stream(labels).max().orElse(0) + 1];
        for (int label : nearest) {
            votes[label]++;
        }
        int most = Arrays.stream(votes).max().orElse(0);
        return Arrays.stream(nearest)
                .filter(label -> votes[label] == most)
                .findFirst()
                .orElseThrow();
    }
}
