package io.tifl.experiments.ssl.federated;

import java.util.List;

/**
 * How a fleet came to features.
 *
 * @param points before training, then after some rounds
 * @param statistics what running statistics were worth at the end
 */
record ImageCurve(List<Point> points, Statistics statistics) {
    ImageCurve {
        points = List.copyOf(points);
    }

    /**
     * A model that the public probe has seen.
     *
     * @param loss of the last round, the mean over clients; 0 before training
     * @param spread of features, as {@link io.tifl.experiments.ssl.Spread} says
     * @param features share of test images that neighbours by the encoder's features label rightly
     */
    record Point(int round, double loss, double spread, double features) {}

    /**
     * Ways to come to statistics of the last model, each against those of all clients' examples as one set: how far
     * variances are off, as a share of theirs and a mean over columns, and what neighbours by projections label rightly.
     *
     * @param summed two rounds of sums
     * @param averaged means and variances of clients, averaged as if variances added up
     * @param local the clients' own, a mean over clients
     */
    record Statistics(Way whole, Way summed, Way averaged, Way local) {}

    /** How far variances are off, and the share of test images that is labelled rightly. */
    record Way(double off, double accuracy) {}
}
