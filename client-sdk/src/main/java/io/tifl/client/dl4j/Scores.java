package io.tifl.client.dl4j;

import io.tifl.client.Examples;
import io.tifl.client.Learner.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds up what a classifier's probabilities are worth: right answers and cross-entropy. Confined to one thread. */
final class Scores {
    // What Deeplearning4j's cross-entropy cuts probabilities at too: a class held impossible costs 23, not infinity.
    private static final double SMALLEST = 1e-10;

    private final int classes;
    private long examples;
    private long correct;
    private double lossSum;

    Scores(int classes) {
        this.classes = classes;
    }

    /** Adds {@code count} rows of probabilities that belong to the examples from row {@code from}. */
    void add(INDArray probabilities, Examples truth, int from, int count) {
        float[] rows = probabilities.dup('c').data().asFloat();
        for (int i = 0; i < count; i++) {
            int label = truth.label(from + i);
            double likelihood = rows[i * classes + label];
            lossSum += Double.isNaN(likelihood) ? Double.NaN : -Math.log(Math.max(likelihood, SMALLEST));
            correct += mostProbable(rows, i * classes) == label ? 1 : 0;
        }
        examples += count;
    }

    // The first of equals; NaN never is, so a broken model gets nothing right.
    private int mostProbable(float[] rows, int offset) {
        int best = -1;
        float most = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            if (rows[offset + c] > most) {
                most = rows[offset + c];
                best = c;
            }
        }
        return best;
    }

    Evaluation evaluation() {
        return new Evaluation(examples, correct, lossSum);
    }
}
