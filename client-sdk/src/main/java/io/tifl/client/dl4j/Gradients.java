package io.tifl.client.dl4j;

import io.tifl.protocol.Parameters;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/**
 * Gradients of one model's losses, added up in double precision. Confined to one thread.
 *
 * <p>A network of its own, because Deeplearning4j differentiates in training mode only and this one has to be without
 * dropout.
 */
final class Gradients {
    private final Network network;
    private double[] sum = new double[0];
    private float[] last = new float[0];

    /** @throws UnsupportedOperationException if the model has batch normalisation */
    Gradients(Architecture architecture) {
        Architecture plain = architecture.copy();
        for (NeuralNetConfiguration conf : plain.layers()) {
            if (conf.getLayer() instanceof BatchNormalization) {
                throw new UnsupportedOperationException("gradients of single examples do not exist where batch"
                        + " normalisation mixes the examples of a batch");
            }
            dropNothing(conf.getLayer());
        }
        this.network = new Network(plain);
    }

    private static void dropNothing(Layer layer) {
        layer.setIDropout(null);
        if (layer instanceof BaseWrapperLayer wrapper) {
            dropNothing(wrapper.getUnderlying());
        }
    }

    /** Starts a sum at these parameters. */
    void start(Parameters parameters) {
        network.load(parameters);
        sum = new double[parameters.size()];
    }

    /** Computes the sum of the gradients of a batch's losses. */
    void differentiate(Batch batch) {
        last = network.net()
                .differentiate(batch.features(), batch.labels())
                .data()
                .asFloat();
    }

    /** L2 norm of what was computed last. */
    double norm() {
        double squares = 0;
        for (float value : last) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    /** Adds what was computed last this many times. */
    void add(double weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * last[i];
        }
    }

    /** The sum, this many times, in single precision. */
    float[] sum(double weight) {
        float[] values = new float[sum.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (weight * sum[i]);
        }
        return values;
    }
}
