package io.tifl.client.dl4j;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** The local optimisers a training plan can name, as Deeplearning4j updaters. */
enum LocalOptimizer {
    SGD,
    NESTEROVS,
    RMSPROP,
    ADAM,
    ADAGRAD;

    // Keras' default, which the papers we replay used without naming it.
    private static final double EPSILON = 1e-7;

    /** @throws IllegalArgumentException listing what exists, if there is none of that name */
    static LocalOptimizer named(String name) {
        return Arrays.stream(values())
                .filter(optimizer -> optimizer.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no optimizer '" + name + "' among "
                        + Arrays.stream(values())
                                .map(LocalOptimizer::text)
                                .sorted()
                                .toList()));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    IUpdater at(double learningRate) {
        return switch (this) {
            case SGD -> new Sgd(learningRate);
            case NESTEROVS -> new Nesterovs(learningRate, 0.9);
            case RMSPROP -> new RmsProp(learningRate, 0.9, EPSILON);
            case ADAM -> new Adam(learningRate, 0.9, 0.999, EPSILON);
            case ADAGRAD -> new AdaGrad(learningRate, EPSILON);
        };
    }

    /** What Deeplearning4j fills the state of a new updater with. */
    double initialState() {
        return switch (this) {
            case SGD, NESTEROVS, ADAM -> 0;
            case RMSPROP, ADAGRAD -> EPSILON;
        };
    }
}
