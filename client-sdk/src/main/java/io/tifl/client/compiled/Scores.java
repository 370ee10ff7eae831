package io.tifl.client.compiled;

import io.tifl.client.Learner.Evaluation;

/** Adds up what a classifier's outputs are worth: right answers and cross-entropy. Confined to one thread. */
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

    /** Adds the outputs of {@code count} examples that a program has just computed. */
    void add(Program program, int count) {
        for (int i = 0; i < count; i++) {
            int label = program.label(i);
            double likelihood = program.output(i, label);
            lossSum += Double.isNaN(likelihood) ? Double.NaN : -StrictMath.log(Math.max(likelihood, SMALLEST));
            correct += mostProbable(program, i) == label ? 1 : 0;
        }
        examples += count;
    }

    // The first of equals; NaN never is, so a broken model gets nothing right.
    private int mostProbable(Program program, int example) {
        int best = -1;
        float most = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            float output = program.output(example, c);
            if (output > most) {
                most = output;
                best = c;
            }
        }
        return best;
    }

    Evaluation evaluation() {
        return new Evaluation(examples, correct, lossSum);
    }
}
