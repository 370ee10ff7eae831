package io.tifl.client.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * What a network is built from; never changed after it was handed over. Its updater is not used: the training plan names
 * one.
 */
public sealed interface Architecture {
    /** Layers one after the other. */
    record Sequence(MultiLayerConfiguration configuration) implements Architecture {}

    /** Layers and vertices that several others may read, with one input and one output. */
    record Graph(ComputationGraphConfiguration configuration) implements Architecture {}
}
