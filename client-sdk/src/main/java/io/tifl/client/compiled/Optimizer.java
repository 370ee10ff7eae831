package io.tifl.client.compiled;

import java.util.Arrays;
import java.util.Locale;

/**
 * The optimisers a training plan can name, with the constants that the Deeplearning4j learner gives them.
 *
 * <p>{@code initialState} fills their state: the square averages of RMSprop and AdaGrad start at epsilon.
 */
enum Optimizer {
    SGD(0, 0),
    NESTEROVS(1, 0),
    RMSPROP(1, Optimizer.EPSILON),
    ADAM(2, 0),
    ADAGRAD(1, Optimizer.EPSILON);

    static final float EPSILON = 1e-7f;
    static final float MOMENTUM = 0.9f;
    static final float DECAY = 0.9f;

    private final int states;
    private final float initialState;

    Optimizer(int states, float initialState) {
        this.states = states;
        this.initialState = initialState;
    }

    /** Values of state per parameter. */
    int states() {
        return states;
    }

    float initialState() {
        return initialState;
    }

    /** @throws IllegalArgumentException listing what exists, if there is none of that name */
    static Optimizer named(String name) {
        return Arrays.stream(values())
                .filter(optimizer -> optimizer.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no optimizer '" + name + "' among "
                        + Arrays.stream(values()).map(Optimizer::text).sorted().toList()));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
