package io.tifl.experiments.network;

import java.util.List;
import java.util.function.Function;

/**
 * A layer of a network; batches hold a sample a row. Mutable where it has parameters or running statistics, and
 * confined to one thread.
 */
public interface Layer {
    /** Takes a batch through in training, where a batch is normalised by its own statistics. */
    Pass forward(Matrix input);

    /** Takes a batch through for use: each sample by itself. */
    Matrix infer(Matrix input);

    /** What is trained, not copies; empty for layers without parameters. */
    List<Matrix> parameters();

    Layer copy();

    /** Its normalisations over the batch, from the lowest; empty for most layers. */
    default List<BatchNormalisation> normalisations() {
        return List.of();
    }

    /** A batch that went through, and the way back. */
    interface Pass {
        Matrix output();

        /**
         * Takes slopes by the output back.
         *
         * @return by the input, and by each of the layer's parameters
         */
        Back backward(Matrix slope);

        /** As {@link #backward}, by the layer's parameters alone: all that is wanted of the lowest layer. */
        default List<Matrix> gradient(Matrix slope) {
            return backward(slope).parameters();
        }
    }

    /** Slopes by a layer's input and its parameters, in the order of {@link #parameters}. */
    record Back(Matrix input, List<Matrix> parameters) {
        public Back {
            parameters = List.copyOf(parameters);
        }
    }

    /** A pass made of its output and what takes slopes back. */
    static Pass pass(Matrix output, Function<Matrix, Back> back) {
        return pass(output, back, slope -> back.apply(slope).parameters());
    }

    /**
     * A pass made of its output and two ways back.
     *
     * @param gradient takes slopes back to the parameters alone
     */
    static Pass pass(Matrix output, Function<Matrix, Back> back, Function<Matrix, List<Matrix>> gradient) {
        return new Pass() {
            @Override
            public Matrix output() {
                return output;
            }

            @Override
            public Back backward(Matrix slope) {
                return back.apply(slope);
            }

            @Override
            public List<Matrix> gradient(Matrix slope) {
                return gradient.apply(slope);
            }
        };
    }
}
