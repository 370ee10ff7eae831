package io.tifl.experiments.network;

import io.tifl.experiments.network.NormalisationParts.Part;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of each column over the batch, without scales or shifts to learn, in parts (Ioffe and Szegedy, arXiv
 * 1502.03167): less its mean, divided by its standard deviation, either or both, and with or without the gradient
 * through that statistic. The deviation is that about the mean whether or not the mean is taken away. For use it goes
 * by running statistics of its training.
 */
public final class BatchNormalisation implements Layer {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final NormalisationParts parts;
    private final double[] runningMean;
    private final double[] runningVariance;
    private @Nullable Moments watching;

    /** For batches of so many columns. */
    public BatchNormalisation(int columns, NormalisationParts parts) {
        this.parts = parts;
        this.runningMean = new double[columns];
        this.runningVariance = new double[columns];
        Arrays.fill(runningVariance, 1);
    }

    @Override
    public Pass forward(Matrix input) {
        if (input.rows() < 2) {
            throw new IllegalArgumentException("a batch is normalised over 2 or more samples, got " + input.rows());
        }
        double[] mean = means(input);
        double[] variance = variances(input, mean);
        follow(mean, variance, input.rows());
        Matrix output = normalised(input, mean, variance);
        return Layer.pass(output, slope -> new Back(backward(input, slope, mean, variance), List.of()));
    }

    // Row by row, as matrices lie in memory; each column is summed in the order of its rows.
    private static double[] means(Matrix input) {
        double[] values = input.values();
        double[] means = new double[input.columns()];
        for (int i = 0; i < input.rows(); i++) {
            int at = i * means.length;
            for (int j = 0; j < means.length; j++) {
                means[j] += values[at + j];
            }
        }
        for (int j = 0; j < means.length; j++) {
            means[j] /= input.rows();
        }
        return means;
    }

    private static double[] variances(Matrix input, double[] mean) {
        double[] values = input.values();
        double[] variances = new double[mean.length];
        for (int i = 0; i < input.rows(); i++) {
            int at = i * mean.length;
            for (int j = 0; j < mean.length; j++) {
                double gap = values[at + j] - mean[j];
                variances[j] += gap * gap;
            }
        }
        for (int j = 0; j < mean.length; j++) {
            variances[j] /= input.rows();
        }
        return variances;
    }

    private void follow(double[] mean, double[] variance, int rows) {
        double unbiased = rows / (rows - 1.0);
        for (int j = 0; j < mean.length; j++) {
            runningMean[j] += MOMENTUM * (mean[j] - runningMean[j]);
            runningVariance[j] += MOMENTUM * (unbiased * variance[j] - runningVariance[j]);
        }
    }

    private Matrix normalised(Matrix input, double[] mean, double[] variance) {
        double[] origins = origins(mean);
        double[] deviations = deviations(variance);
        Matrix output = input.copy();
        double[] values = output.values();
        for (int i = 0; i < input.rows(); i++) {
            int at = i * origins.length;
            for (int j = 0; j < origins.length; j++) {
                values[at + j] = (values[at + j] - origins[j]) / deviations[j];
            }
        }
        return output;
    }

    private double[] origins(double[] mean) {
        return parts.mean() == Part.ABSENT ? new double[mean.length] : mean;
    }

    private double[] deviations(double[] variance) {
        double[] deviations = new double[variance.length];
        Arrays.setAll(deviations, j -> parts.deviation() == Part.ABSENT ? 1 : Math.sqrt(variance[j] + EPSILON));
        return deviations;
    }

    private Matrix backward(Matrix input, Matrix slope, double[] mean, double[] variance) {
        double[] deviations = deviations(variance);
        double[] byMean = new double[mean.length];
        double[] byDeviation = new double[mean.length];
        sumSlopes(input, slope, origins(mean), byMean, byDeviation);
        for (int j = 0; j < mean.length; j++) {
            double deviation = deviations[j];
            byMean[j] *= parts.mean() == Part.FLOWING ? -1 / (deviation * input.rows()) : 0;
            byDeviation[j] *=
                    parts.deviation() == Part.FLOWING ? -1 / (deviation * deviation * deviation * input.rows()) : 0;
        }
        Matrix back = slope.copy();
        double[] values = back.values();
        double[] inputs = input.values();
        for (int i = 0; i < input.rows(); i++) {
            int at = i * mean.length;
            for (int j = 0; j < mean.length; j++) {
                values[at + j] =
                        values[at + j] / deviations[j] + byMean[j] + byDeviation[j] * (inputs[at + j] - mean[j]);
            }
        }
        return back;
    }

    private static void sumSlopes(Matrix input, Matrix slope, double[] origins, double[] plain, double[] centred) {
        double[] inputs = input.values();
        double[] slopes = slope.values();
        for (int i = 0; i < input.rows(); i++) {
            int at = i * origins.length;
            for (int j = 0; j < origins.length; j++) {
                plain[j] += slopes[at + j];
                centred[j] += slopes[at + j] * (inputs[at + j] - origins[j]);
            }
        }
    }

    @Override
    public Matrix infer(Matrix input) {
        if (watching != null) {
            watching.add(input);
        }
        return normalised(input, runningMean, runningVariance);
    }

    @Override
    public List<Matrix> parameters() {
        return List.of();
    }

    /** The running mean and variance of each column, each one row; not copies: writing to them changes what is used. */
    public List<Matrix> statistics() {
        return List.of(
                Matrix.of(1, runningMean.length, runningMean), Matrix.of(1, runningVariance.length, runningVariance));
    }

    /**
     * Adds all inputs that come for use to moments, until told of others: each sample by itself, so moments of clients
     * add up.
     *
     * @param moments of as many columns; null for none
     */
    public void watch(@Nullable Moments moments) {
        watching = moments;
    }

    @Override
    public List<BatchNormalisation> normalisations() {
        return List.of(this);
    }

    @Override
    public BatchNormalisation copy() {
        BatchNormalisation copy = new BatchNormalisation(runningMean.length, parts);
        System.arraycopy(runningMean, 0, copy.runningMean, 0, runningMean.length);
        System.arraycopy(runningVariance, 0, copy.runningVariance, 0, runningVariance.length);
        return copy;
    }
}
