package io.tifl.client;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;

/**
 * A network that can be trained and evaluated from any parameters, whatever engine runs it.
 *
 * <p>One instance per worker thread serves any number of clients in turn: every call starts from the parameters it is
 * given and leaves nothing behind, so a result depends on the arguments alone and has the same bits on every instance.
 * Confined to one thread at a time.
 */
public interface Learner extends AutoCloseable {
    ModelSpec spec();

    Layout layout();

    /** Freshly initialised parameters; the same seed gives the same bits. */
    Parameters initial(long seed);

    /**
     * Trains from {@code start}.
     *
     * @throws IllegalArgumentException if parameters, data or plan do not fit the model
     * @throws DivergedException if loss or parameters became non-finite
     * @throws InterruptedException if the thread was interrupted between two batches
     */
    Trained train(Parameters start, Examples examples, TrainingPlan plan)
            throws DivergedException, InterruptedException;

    /**
     * Evaluates on all examples.
     *
     * @throws IllegalArgumentException if parameters or data do not fit the model
     */
    Evaluation evaluate(Parameters model, Examples examples) throws InterruptedException;

    @Override
    void close();

    /**
     * What training yields.
     *
     * @param loss mean loss over the batches of the last epoch
     * @param steps optimiser steps taken
     */
    record Trained(Parameters parameters, double loss, long steps) {}

    /**
     * What evaluation yields; both are 0 for no examples.
     *
     * @param correct number of examples whose most probable class is their label
     * @param lossSum sum of the examples' losses
     */
    record Evaluation(long examples, long correct, double lossSum) {
        public double accuracy() {
            return examples == 0 ? 0 : (double) correct / examples;
        }

        public double loss() {
            return examples == 0 ? 0 : lossSum / examples;
        }
    }
}
