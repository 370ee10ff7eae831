package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.network.Exponentials;
import io.tifl.experiments.network.Matrix;
import java.util.Arrays;

/** What was seen of each example of a batch, and how likely a decoder's output makes it. Immutable. */
public sealed interface Observation {
    /** Examples. */
    int count();

    /**
     * The log likelihood of each row of a decoder's output.
     *
     * @param output rows of logits, equally many for each example, those of the first example first
     * @param into one for each row, in nats
     * @return the slope of each row's log likelihood in its logits
     */
    Matrix judge(Matrix output, double[] into);

    /** These examples alone, in this order. */
    Observation pick(int[] examples);

    /**
     * A class each.
     *
     * @param labels from 0
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Labels(int[] labels, int classes) implements Observation {
        /** Checks that labels are classes. */
        public Labels {
            for (int n = 0; n < labels.length; n++) {
                if (labels[n] < 0 || labels[n] >= classes) {
                    throw new IllegalArgumentException("the label of example " + n + " must be in 0.." + (classes - 1)
                            + ", got " + labels[n]);
                }
            }
        }

        @Override
        public int count() {
            return labels.length;
        }

        @Override
        public Matrix judge(Matrix output, double[] into) {
            requireColumns(output, classes);
            Matrix slopes = output.copy();
            Softmax softmax = Softmax.replace(slopes);
            int each = output.rows() / labels.length;
            for (int p = 0; p < output.rows(); p++) {
                int label = labels[p / each];
                into[p] = output.at(p, label) - softmax.logSum(p);
                for (int c = p * classes; c < (p + 1) * classes; c++) {
                    slopes.values()[c] = -slopes.values()[c];
                }
                slopes.values()[p * classes + label] += 1;
            }
            return slopes;
        }

        @Override
        public Labels pick(int[] examples) {
            return new Labels(Arrays.stream(examples).map(n -> labels[n]).toArray(), classes);
        }
    }

    /**
     * A binary image each, whose pixels are independent given the point.
     *
     * @param images a row each, of zeros and ones
     */
    record Images(Matrix images) implements Observation {
        /** Checks that pixels are 0 or 1. */
        public Images {
            double[] pixels = images.values();
            for (int i = 0; i < pixels.length; i++) {
                if (pixels[i] != 0 && pixels[i] != 1) {
                    throw new IllegalArgumentException("pixels must be 0 or 1, got " + pixels[i] + " in example "
                            + i / images.columns() + " at " + i % images.columns());
                }
            }
        }

        @Override
        public int count() {
            return images.rows();
        }

        @Override
        public Matrix judge(Matrix output, double[] into) {
            requireColumns(output, images.columns());
            Matrix slopes = new Matrix(output.rows(), output.columns());
            double[] logits = output.values();
            double[] small = slopes.values();
            for (int i = 0; i < small.length; i++) {
                small[i] = -Math.abs(logits[i]);
            }
            Exponentials.replace(small, 0, small.length);
            int each = output.rows() / images.rows();
            for (int p = 0; p < output.rows(); p++) {
                into[p] = logLikelihood(p / each, logits, small, p * output.columns());
                slope(p / each, logits, small, p * output.columns());
            }
            return slopes;
        }

        // The logarithm of the product of 1 + e^-|logit| takes one logarithm for up to 512 pixels, each factor 2 or less.
        private double logLikelihood(int n, double[] logits, double[] small, int from) {
            int pixels = images.columns();
            double sum = 0;
            double product = 1;
            for (int i = 0; i < pixels; i++) {
                double logit = logits[from + i];
                sum += images.values()[n * pixels + i] * logit - Math.max(logit, 0);
                product *= 1 + small[from + i];
                if (i % 512 == 511) {
                    sum -= StrictMath.log(product);
                    product = 1;
                }
            }
            return sum - StrictMath.log(product);
        }

        private void slope(int n, double[] logits, double[] small, int from) {
            int pixels = images.columns();
            for (int i = 0; i < pixels; i++) {
                double likely = (logits[from + i] >= 0 ? 1 : small[from + i]) / (1 + small[from + i]);
                small[from + i] = images.values()[n * pixels + i] - likely;
            }
        }

        @Override
        public Images pick(int[] examples) {
            return new Images(Batches.rows(images, examples));
        }
    }

    private static void requireColumns(Matrix output, int expected) {
        if (output.columns() != expected) {
            throw new IllegalArgumentException(
                    "the decoder's output needs " + expected + " columns, got " + output.columns());
        }
    }
}
