package io.tifl.experiments.ssl.federated;

import io.tifl.client.Examples;
import io.tifl.experiments.network.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Examples as networks take them. */
final class Batches {
    private Batches() {}

    /** These rows, an example a row. */
    static Matrix matrix(Examples examples, int[] rows) {
        int size = examples.featureSize();
        Matrix matrix = new Matrix(rows.length, size);
        float[] features = new float[size];
        for (int i = 0; i < rows.length; i++) {
            examples.features(rows[i], features, 0);
            for (int j = 0; j < size; j++) {
                matrix.values()[i * size + j] = features[j];
            }
        }
        return matrix;
    }

    static Matrix matrix(Examples examples) {
        return matrix(examples, IntStream.range(0, examples.size()).toArray());
    }

    static int[] labels(Examples examples) {
        return IntStream.range(0, examples.size()).map(examples::label).toArray();
    }

    /** Rows in a drawn order, in batches; what is left of fewer than 2, which cannot be normalised, is left out. */
    static List<int[]> shuffled(int count, int size, RandomGenerator random) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from + 1 < count; from += size) {
            int rows = Math.min(size, count - from);
            if (rows > 1) {
                int[] batch = new int[rows];
                System.arraycopy(order, from, batch, 0, rows);
                batches.add(batch);
            }
        }
        return batches;
    }

    /** All rows in their order. */
    static List<Matrix> inOrder(Examples examples, int size) {
        List<Matrix> batches = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += size) {
            int end = Math.min(examples.size(), from + size);
            batches.add(matrix(examples, IntStream.range(from, end).toArray()));
        }
        return batches;
    }
}
