package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.network.Adam;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Trains a model epoch by epoch with Adam. Every epoch has an order and every step a noise of its own seed, so the same seed
 * makes the same model. Mutable and confined to one thread.
 */
public final class AmortisedTraining {
    private final AmortisedModel model;
    private final Objective objective;
    private final int batch;
    private final Seed seed;
    private final Adam adam;
    private int epochs;

    /**
     * A training that has not begun.
     *
     * @param model which it changes
     * @param batch examples a step, 1 or more
     * @param rate of Adam
     */
    public AmortisedTraining(AmortisedModel model, Objective objective, int batch, double rate, Seed seed) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch takes at least 1 example, got " + batch);
        }
        this.model = model;
        this.objective = objective;
        this.batch = batch;
        this.seed = seed;
        this.adam = new Adam(Adam.Settings.of(rate), model.parameters());
    }

    /**
     * Goes through all examples once.
     *
     * @param inputs a row each
     * @return the mean bound over the epoch, in nats
     * @throws ArithmeticException if a log weight is not finite, with the example's row
     * @throws InterruptedException if the thread is interrupted
     */
    public double epoch(Matrix inputs, Observation seen) throws InterruptedException {
        return epoch(inputs, seen, step -> {});
    }

    /**
     * As {@link #epoch(Matrix, Observation)}.
     *
     * @param losses takes the loss of each step
     */
    public double epoch(Matrix inputs, Observation seen, DoubleConsumer losses) throws InterruptedException {
        Seed own = seed.child(epochs++);
        List<int[]> batches = Batches.shuffled(inputs.rows(), batch, own.child("order"));
        double sum = 0;
        for (int step = 0; step < batches.size(); step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted in epoch " + epochs);
            }
            int[] rows = batches.get(step);
            AmortisedModel.Loss loss = model.loss(
                    objective,
                    Batches.rows(inputs, rows),
                    seen.pick(rows),
                    own.child("noise").child(step).generator(),
                    row -> rows[row]);
            adam.step(loss.gradient());
            losses.accept(loss.value());
            sum -= loss.value() * rows.length;
        }
        return sum / inputs.rows();
    }
}
