package io.tifl.client.compiled;

/** What a network's last scores become and cost. */
sealed interface Loss {
    /**
     * Turns the scores of one example into outputs, in place.
     *
     * @param scores of {@code classes} values
     */
    void activate(Kernels kernels, Slab slab, int scores, int classes);

    /**
     * Writes the gradient with respect to the scores.
     *
     * @param outputs as {@link #activate} left them
     * @return the loss of this example
     */
    double differentiate(Slab slab, int outputs, int gradient, int classes, int label);

    /** Softmax and cross-entropy. */
    record SoftmaxCrossEntropy() implements Loss {
        // Where Deeplearning4j cuts probabilities in the loss; the gradient is not cut.
        private static final double SMALLEST = 1e-10;

        @Override
        public void activate(Kernels kernels, Slab slab, int scores, int classes) {
            kernels.softmax(scores, classes);
        }

        @Override
        public double differentiate(Slab slab, int outputs, int gradient, int classes, int label) {
            slab.copy(outputs, gradient, classes);
            double likelihood = slab.get(outputs + label);
            slab.set(gradient + label, (float) (likelihood - 1));
            // NaN passes: the learner reports it.
            return -StrictMath.log(Math.max(likelihood, SMALLEST));
        }
    }

    /** Sigmoid and binary cross-entropy, summed over the outputs. */
    record SigmoidCrossEntropy() implements Loss {
        private static final double SMALLEST = 1e-5;

        @Override
        public void activate(Kernels kernels, Slab slab, int scores, int classes) {
            for (int c = 0; c < classes; c++) {
                slab.set(scores + c, Activation.SIGMOID.value(slab.get(scores + c)));
            }
        }

        @Override
        public double differentiate(Slab slab, int outputs, int gradient, int classes, int label) {
            double loss = 0;
            for (int c = 0; c < classes; c++) {
                double p = slab.get(outputs + c);
                double cut = Double.isNaN(p) ? p : Math.clamp(p, SMALLEST, 1 - SMALLEST);
                double target = c == label ? 1 : 0;
                loss -= StrictMath.log(c == label ? cut : 1 - cut);
                slab.set(gradient + c, (float) ((cut - target) / (cut * (1 - cut)) * p * (1 - p)));
            }
            return loss;
        }
    }

    /**
     * Squared distance from the label's unit vector.
     *
     * @param averaged whether over the outputs (mean squared error) or summed (L2)
     */
    record Squares(Activation activation, boolean averaged) implements Loss {
        @Override
        public void activate(Kernels kernels, Slab slab, int scores, int classes) {
            ScalarKernels.activateEach(slab.memory(), activation, scores, classes);
        }

        @Override
        public double differentiate(Slab slab, int outputs, int gradient, int classes, int label) {
            double share = averaged ? 1.0 / classes : 1;
            double loss = 0;
            for (int c = 0; c < classes; c++) {
                float value = slab.get(outputs + c);
                double away = value - (c == label ? 1 : 0);
                loss += away * away * share;
                slab.set(gradient + c, (float) (2 * away * share) * activation.slope(value));
            }
            return loss;
        }
    }
}
