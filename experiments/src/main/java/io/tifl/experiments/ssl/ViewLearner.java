package io.tifl.experiments.ssl;

import io.tifl.experiments.network.Matrix;
import java.util.List;

/** Learns features from two views of the same samples, and from nothing else. Mutable and confined to one thread. */
public interface ViewLearner {
    /**
     * Takes a step.
     *
     * @param first a sample a row
     * @param second another view of each
     * @return the loss before it
     */
    double step(Matrix first, Matrix second);

    /** Features of samples, for use: what is kept when training is done. */
    Matrix features(Matrix samples);

    /** Projections of samples, for use: what the loss compares. */
    Matrix projections(Matrix samples);

    /** What is trained, always in the same order; not copies. */
    List<Matrix> parameters();
}
