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
        double[] mean = new double[input.columns()];
        double[] variance = new double[input.columns()];
        for (int j = 0; j < mean.length; j++) {
            mean[j] = mean(input, j);
            variance[j] = variance(input, j, mean[j]);
        }
        follow(mean, variance, input.rows());
        Matrix output = normalised(input, mean, variance);
        return Layer.pass(output, slope -> new Back(backward(input, slope, mean, variance), List.of()));
    }

    private static double mean(Matrix input, int column) {
        double sum = 0;
        for (int i = 0; i < input.rows(); i++) {
            sum += input.at(i, column);
        }
        return sum / input.rows();
    }

    private static double variance(Matrix input, int column, double mean) {
        double sum = 0;
        for (int i = 0; i < input.rows(); i++) {
            sum += (input.at(i, column) - mean) * (input.at(i, column) - mean);
        }
        return sum / input.rows();
    }

    private void follow(double[] mean, double[] variance, int rows) {
        double unbiased = rows / (rows - 1.0);
        for (int j = 0; j < mean.length; j++) {
            runningMean[j] += MOMENTUM * (mean[j] - runningMean[j]);
            runningVariance[j] += MOMENTUM * (unbiased * variance[j] - runningVariance[j]);
        }
    }

    private Matrix normalised(Matrix input, double[] mean, double[] variance) {
        Matrix output = input.copy();
        for (int i = 0; i < input.rows(); i++) {
            for (int j = 0; j < input.columns(); j++) {
                double centred = input.at(i, j) - (parts.mean() == Part.ABSENT ? 0 : mean[j]);
                output.set(i, j, centred / deviation(variance[j]));
            }
        }
        return output;
    }

    private double deviation(double variance) {
        return parts.deviation() == Part.ABSENT ? 1 : Math.sqrt(variance + EPSILON);
    }

    private Matrix backward(Matrix input, Matrix slope, double[] mean, double[] variance) {
        Matrix back = slope.copy();
        for (int j = 0; j < input.columns(); j++) {
            backward(input, slope, back, j, mean[j], deviation(variance[j]));
        }
        return back;
    }

    private void backward(Matrix input, Matrix slope, Matrix back, int column, double mean, double deviation) {
        int rows = input.rows();
        double origin = parts.mean() == Part.ABSENT ? 0 : mean;
        double byMean = 0;
        double byDeviation = 0;
        for (int i = 0; i < rows; i++) {
            byMean -= slope.at(i, column) / deviation;
            byDeviation -= slope.at(i, column) * (input.at(i, column) - origin) / (deviation * deviation);
        }
        double throughMean = parts.mean() == Part.FLOWING ? byMean / rows : 0;
        double throughDeviation = parts.deviation() == Part.FLOWING ? byDeviation / (rows * deviation) : 0;
        for (int i = 0; i < rows; i++) {
            double direct = slope.at(i, column) / deviation;
            back.set(i, column, direct + throughMean + throughDeviation * (input.at(i, column) - mean));
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
