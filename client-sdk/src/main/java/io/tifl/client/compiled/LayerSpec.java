package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;

/** One layer of a model as the program builder sees it, free of Deeplearning4j's types. */
sealed interface LayerSpec {
    /** What it makes of its input. */
    Shape out(Shape in);

    /** The frame it wants around its input. */
    default Frame frame(Shape in) {
        return Frame.NONE;
    }

    /** Whether it has anything to learn. */
    default boolean learns() {
        return false;
    }

    /** Floats that the parameters which an optimiser moves take, channels padded to whole vectors of {@code lanes}. */
    default long parameterRoom(Shape in, int lanes) {
        return 0;
    }

    private static long padded(int channels, int lanes) {
        return (long) Math.ceilDiv(channels, lanes) * lanes;
    }

    /** Weights of the two penalties in the loss, for weights and biases. */
    record Penalty(float l1, float l2, float biasL1, float biasL2) {
        static final Penalty NONE = new Penalty(0, 0, 0, 0);

        boolean isNone() {
            return equals(NONE);
        }
    }

    /** Convolution. */
    record Convolution(Window window, int channels, boolean biased, Activation activation, Penalty penalty)
            implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return window.out(in, channels);
        }

        @Override
        public Frame frame(Shape in) {
            return window.frame(in);
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public long parameterRoom(Shape in, int lanes) {
            long outs = padded(channels, lanes);
            return outs * in.channels() * window.height() * window.width() + outs;
        }
    }

    /** Fully connected. */
    record Dense(int units, boolean biased, Activation activation, Penalty penalty) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return Shape.flat(units);
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public long parameterRoom(Shape in, int lanes) {
            long ins = (long) in.height() * in.width() * padded(in.channels(), lanes);
            return ins * units + padded(units, lanes);
        }
    }

    /** Max pooling. */
    record MaxPool(Window window) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return window.out(in, in.channels());
        }
    }

    /**
     * Average pooling.
     *
     * @param paddingCounts whether padding counts as values of 0
     */
    record AveragePool(Window window, boolean paddingCounts) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return window.out(in, in.channels());
        }
    }

    /** An activation on its own. */
    record Activate(Activation activation) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return in;
        }
    }

    /**
     * Inverted dropout.
     *
     * @param retained probability that a value stays
     */
    record Dropout(double retained) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return in;
        }
    }

    /** Depthwise convolution: each channel on its own. */
    record Depthwise(Window window, boolean biased, Activation activation, Penalty penalty) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return window.out(in, in.channels());
        }

        @Override
        public Frame frame(Shape in) {
            return window.frame(in);
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public long parameterRoom(Shape in, int lanes) {
            long taps = (long) window.height() * window.width();
            return (taps + 1) * padded(in.channels(), lanes);
        }
    }

    /** Sum over each window. */
    record SumPool(Window window) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return window.out(in, in.channels());
        }
    }

    /**
     * Batch normalisation, of each channel over the batch and all pixels.
     *
     * @param decay of the running statistics per batch
     * @param epsilon added to the variance
     * @param logarithmic whether the running variance is kept as the decimal logarithm of the standard deviation
     * @param locked whether scale and offset are these two and not learned
     */
    record BatchNorm(double decay, double epsilon, boolean logarithmic, boolean locked, double gamma, double beta)
            implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return in;
        }

        // Running statistics move even where scale and offset are locked.
        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public long parameterRoom(Shape in, int lanes) {
            return 2 * padded(in.channels(), lanes);
        }
    }

    /** Several planes of one shape, value by value. */
    record Combine(Rule rule) implements LayerSpec {
        /** How values become one. */
        enum Rule {
            SUM,
            MEAN,
            DIFFERENCE,
            PRODUCT,
            MAX
        }

        @Override
        public Shape out(Shape in) {
            return in;
        }
    }

    /**
     * The channels of several planes behind each other.
     *
     * @param channels of all together
     */
    record Merge(int channels) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return new Shape(in.height(), in.width(), channels);
        }
    }

    /** A vector per token; the input are token ids, one example's in a row. */
    record Embedding(int vocabulary, int units, boolean biased, Activation activation, Penalty penalty)
            implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return new Shape(in.size(), 1, units);
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public long parameterRoom(Shape in, int lanes) {
            return (vocabulary + 1L) * padded(units, lanes);
        }
    }

    /** LSTM cells; sequences are images one pixel wide. */
    record Lstm(int units, Activation activation, Activation gateActivation, Penalty penalty) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return new Shape(in.height(), 1, units);
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public long parameterRoom(Shape in, int lanes) {
            long cells = padded(units, lanes);
            return 4 * cells * (padded(in.channels(), lanes) + cells + 1);
        }
    }

    /** The last position of a sequence. */
    record LastStep() implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return Shape.flat(in.channels());
        }
    }

    /** A dense layer at every position of a sequence. */
    record PerPosition(Dense dense) implements LayerSpec {
        @Override
        public Shape out(Shape in) {
            return new Shape(in.height(), 1, dense.units());
        }

        @Override
        public boolean learns() {
            return true;
        }

        @Override
        public long parameterRoom(Shape in, int lanes) {
            return dense.parameterRoom(Shape.flat(in.channels()), lanes);
        }
    }
}
