package io.tifl.client.dl4j;

import io.tifl.client.Examples;

/** Softmax regression in double precision; parameters are {@code W[inputs][classes]} column by column, then biases. */
final class ByHand {
    private ByHand() {}

    /** One step of gradient descent on the mean loss over all examples plus {@code mu/2 |w - start|^2}. */
    static float[] step(float[] w, float[] start, Examples data, double rate, double mu) {
        int inputs = data.featureSize();
        int classes = data.classes();
        double[] gradient = new double[w.length];
        float[] x = new float[inputs];
        for (int row = 0; row < data.size(); row++) {
            data.features(row, x, 0);
            double[] p = probabilities(w, x, classes);
            for (int c = 0; c < classes; c++) {
                double error = (p[c] - (data.label(row) == c ? 1 : 0)) / data.size();
                for (int i = 0; i < inputs; i++) {
                    gradient[c * inputs + i] += error * x[i];
                }
                gradient[inputs * classes + c] += error;
            }
        }
        float[] next = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            next[i] = (float) (w[i] - rate * (gradient[i] + mu * (w[i] - start[i])));
        }
        return next;
    }

    static double lossSum(float[] w, Examples data) {
        float[] x = new float[data.featureSize()];
        double sum = 0;
        for (int row = 0; row < data.size(); row++) {
            data.features(row, x, 0);
            sum -= Math.log(probabilities(w, x, data.classes())[data.label(row)]);
        }
        return sum;
    }

    private static double[] probabilities(float[] w, float[] x, int classes) {
        double[] p = new double[classes];
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            double score = w[x.length * classes + c];
            for (int i = 0; i < x.length; i++) {
                score += (double) w[c * x.length + i] * x[i];
            }
            p[c] = Math.exp(score);
            sum += p[c];
        }
        for (int c = 0; c < classes; c++) {
            p[c] /= sum;
        }
        return p;
    }
}
