package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.network.BatchNormalisation;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.ViewLearner;
import java.util.List;
import java.util.random.RandomGenerator;

/** A learner whose parameters a fleet shares. Mutable and confined to one thread. */
public interface SharedLearner {
    /** What learns. */
    ViewLearner learner();

    /** Draws a view of samples, one a row. */
    Matrix view(Matrix samples, RandomGenerator random);

    /** Tells it that the global model was written to its parameters: what follows them begins there. */
    void restart();

    /** Takes samples through all that has {@link #normalisations}, for use. */
    Matrix use(Matrix samples);

    /** Normalisations over the batch, in an order of their own; not copies. Empty if there are none. */
    List<BatchNormalisation> normalisations();
}
