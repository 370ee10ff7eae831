package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.family.Normals;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.List;

/**
 * Classes that a model predicts, as {@code sum_k alpha_k mean_s softmax(decoder(z_ks))} with samples of every component, and
 * the mixtures behind them.
 *
 * @param probabilities a row for each example, a column for each class
 */
public record Prediction(Matrix probabilities, ModeUse modes) {
    private static final int CHUNK = 32;

    /**
     * Predicts.
     *
     * @param samples of each component, 1 or more
     */
    public static Prediction of(AmortisedModel model, Matrix inputs, int samples, Seed seed) {
        if (samples < 1) {
            throw new IllegalArgumentException("a prediction takes at least 1 sample, got " + samples);
        }
        List<int[]> chunks = Batches.ordered(inputs.rows(), CHUNK);
        Matrix all = null;
        ModeUse.Sums modes = new ModeUse.Sums(model.family().components());
        for (int c = 0; c < chunks.size(); c++) {
            MixtureRows mixtures =
                    new MixtureRows(model.family(), model.encoder().infer(Batches.rows(inputs, chunks.get(c))));
            Matrix chunk = predict(model, mixtures, samples, new Normals(seed.child(c).generator()));
            all = all == null ? new Matrix(inputs.rows(), chunk.columns()) : all;
            System.arraycopy(
                    chunk.values(), 0, all.values(), c * CHUNK * chunk.columns(), chunk.values().length);
            for (int n = 0; n < mixtures.rows; n++) {
                modes.add(mixtures, n);
            }
        }
        if (all == null) {
            throw new IllegalArgumentException("there is no example to predict");
        }
        return new Prediction(all, modes.use());
    }

    private static Matrix predict(AmortisedModel model, MixtureRows mixtures, int samples, Normals normals) {
        int each = mixtures.components * samples;
        Matrix points = new Matrix(mixtures.rows * each, mixtures.dimension);
        double[] noise = new double[mixtures.dimension];
        for (int p = 0; p < points.rows(); p++) {
            for (int i = 0; i < noise.length; i++) {
                noise[i] = normals.next();
            }
            mixtures.place(p / each, p % each / samples, noise, 0, points.values(), p * noise.length);
        }
        Matrix shares = model.decoder().infer(points);
        Softmax.replace(shares);
        Matrix mean = new Matrix(mixtures.rows, shares.columns());
        for (int p = 0; p < points.rows(); p++) {
            double weight = mixtures.weights[p / samples] / samples;
            for (int c = 0; c < shares.columns(); c++) {
                mean.values()[p / each * shares.columns() + c] += weight * shares.at(p, c);
            }
        }
        return mean;
    }

    /**
     * Compares with the labels.
     *
     * @throws IllegalArgumentException if a probability is not a number, or a label not a class
     */
    public CalibrationSums judge(int[] labels) {
        if (labels.length != probabilities.rows()) {
            throw new IllegalArgumentException(
                    "expected " + probabilities.rows() + " labels, got " + labels.length);
        }
        CalibrationSums sums = new CalibrationSums();
        for (int n = 0; n < labels.length; n++) {
            sums.add(probabilities.row(n), labels[n]);
        }
        return sums;
    }
}
