package io.tifl.client.compiled;

/** Element-wise activations, with their derivatives as functions of their results. */
enum Activation {
    IDENTITY {
        @Override
        float value(float x) {
            return x;
        }

        @Override
        float slope(float y) {
            return 1;
        }
    },
    RELU {
        @Override
        float value(float x) {
            return Math.max(x, 0);
        }

        @Override
        float slope(float y) {
            return y > 0 ? 1 : 0;
        }
    },
    LEAKY_RELU {
        @Override
        float value(float x) {
            return x > 0 ? x : LEAK * x;
        }

        @Override
        float slope(float y) {
            return y > 0 ? 1 : LEAK;
        }
    },
    ELU {
        @Override
        float value(float x) {
            return x > 0 ? x : Exponential.minusOne(x);
        }

        @Override
        float slope(float y) {
            return y > 0 ? 1 : y + 1;
        }
    },
    TANH {
        @Override
        float value(float x) {
            return Exponential.tanh(x);
        }

        @Override
        float slope(float y) {
            return 1 - y * y;
        }
    },
    SIGMOID {
        @Override
        float value(float x) {
            return 1 / (1 + Exponential.of(-x));
        }

        @Override
        float slope(float y) {
            return y * (1 - y);
        }
    };

    /** The slope of {@link #LEAKY_RELU} below 0, Deeplearning4j's default. */
    static final float LEAK = 0.01f;

    abstract float value(float x);

    /** The derivative where the value is {@code y}. */
    abstract float slope(float y);

    /** What a kernel that can cut its results should cut at, leaving nothing or the rest to {@link Kernels#activate}. */
    float floor() {
        return this == RELU ? 0 : Kernels.NO_FLOOR;
    }

    /** Whether a pass over the values is needed after a kernel has cut them at {@link #floor()}. */
    boolean needsPass() {
        return this != IDENTITY && this != RELU;
    }
}
