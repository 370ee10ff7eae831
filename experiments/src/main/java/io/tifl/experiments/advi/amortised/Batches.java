package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Examples in the order in which a training meets them. */
final class Batches {
    private Batches() {}

    /** All of so many examples, shuffled, in batches; the last may be smaller. */
    static List<int[]> shuffled(int examples, int batch, Seed seed) {
        int[] order = IntStream.range(0, examples).toArray();
        RandomGenerator random = seed.generator();
        for (int i = examples - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return cut(order, batch);
    }

    /** All of so many examples in order. */
    static List<int[]> ordered(int examples, int batch) {
        return cut(IntStream.range(0, examples).toArray(), batch);
    }

    private static List<int[]> cut(int[] order, int batch) {
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < order.length; from += batch) {
            batches.add(Arrays.copyOfRange(order, from, Math.min(order.length, from + batch)));
        }
        return batches;
    }

    /** Copies of these rows. */
    static Matrix rows(Matrix all, int[] rows) {
        Matrix picked = new Matrix(rows.length, all.columns());
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(
                    all.values(), rows[i] * all.columns(), picked.values(), i * all.columns(), all.columns());
        }
        return picked;
    }
}
