package io.tifl.client;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;

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

    /**
     * The loss of every single example, in order: what training lowers, without penalties on parameters and without
     * dropout. Schedulers that value clients by their losses (Oort, Lai et al., OSDI 2021) read it. A broken model or
     * example gives NaN.
     *
     * @throws IllegalArgumentException if parameters or data do not fit the model
     * @throws InterruptedException if the thread was interrupted between two batches
     */
    float[] losses(Parameters model, Examples examples) throws InterruptedException;

    /**
     * The gradient of the mean of {@link #losses} over all examples: in the layout of the model, like them without
     * penalties and dropout. One step of plain gradient descent is {@code model - rate * gradient}.
     *
     * @throws IllegalArgumentException if parameters or data do not fit the model, or there are no examples
     * @throws UnsupportedOperationException if the loss of an example depends on the others of its batch, as with batch
     *     normalisation
     * @throws DivergedException if a value is not finite
     * @throws InterruptedException if the thread was interrupted between two batches
     */
    Parameters gradient(Parameters model, Examples examples) throws DivergedException, InterruptedException;

    /**
     * The gradients of {@link #losses}, one by one, each scaled down to at most this L2 norm, and added up: what
     * differentially private SGD adds its noise to (Abadi et al., Deep Learning with Differential Privacy, CCS 2016,
     * algorithm 1). No example moves the sum by more than {@code maxNorm}, but for rounding in single precision.
     *
     * @param maxNorm greater than 0; infinity leaves all as they are
     * @throws IllegalArgumentException if parameters or data do not fit the model, or the norm is not positive
     * @throws UnsupportedOperationException as for {@link #gradient}
     * @throws DivergedException if a value is not finite
     * @throws InterruptedException if the thread was interrupted between two examples
     */
    ClippedGradients clippedGradients(Parameters model, Examples examples, double maxNorm)
            throws DivergedException, InterruptedException;

    /**
     * Memory this learner holds now, in bytes, as far as the engine knows: it depends on the model, the optimisers and the
     * largest batch it has seen, not on the number of clients, and is 0 once closed. What Deeplearning4j allocates for
     * optimisers and activations is not counted.
     */
    long bytes();

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

    /**
     * Gradients of single examples, each clipped, added up.
     *
     * @param sum zero for no examples
     * @param norms L2 norm of every example's gradient before it was clipped, in the order of the examples
     * @param clipped how many were longer than the norm they were clipped to
     */
    record ClippedGradients(Parameters sum, List<Double> norms, int clipped) {
        public ClippedGradients {
            norms = List.copyOf(norms);
        }
    }
}
