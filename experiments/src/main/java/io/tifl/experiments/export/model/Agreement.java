package io.tifl.experiments.export.model;

import io.tifl.client.dl4j.Architecture;
import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;

/**
 * How far the outputs of two networks are apart on the same inputs, drawn from a fixed seed.
 *
 * @param examples compared
 * @param furthest the largest absolute difference of two outputs; NaN if an output is
 */
public record Agreement(int examples, double furthest) {
    static final int EXAMPLES = 8;

    /** What differs by the order of sums alone differs by less. */
    private static final double ALLOWED = 1e-4;

    static Agreement between(PortableModel one, PortableModel other) {
        float[] inputs = inputs(one.blueprint());
        return of(outputs(one, inputs), outputs(other, inputs));
    }

    static float[] outputs(PortableModel model, float[] inputs) {
        return Dl4jForward.of(model.blueprint(), model.parameters()).predict(inputs, EXAMPLES);
    }

    static Agreement of(float[] one, float[] other) {
        if (one.length != other.length) {
            return new Agreement(EXAMPLES, Double.POSITIVE_INFINITY);
        }
        double furthest = 0;
        for (int i = 0; i < one.length; i++) {
            double apart = Math.abs((double) one[i] - other[i]);
            furthest = Double.isNaN(apart) ? Double.NaN : Math.max(furthest, apart);
            if (Double.isNaN(furthest)) {
                break;
            }
        }
        return new Agreement(EXAMPLES, furthest);
    }

    /** Normal numbers, or tokens where the network wants tokens. */
    static float[] inputs(Blueprint blueprint) {
        RandomGenerator chance = new Seed(1).child("agreement").generator();
        int size = blueprint.inputShape().stream().reduce(EXAMPLES, Math::multiplyExact);
        int tokens = tokens(blueprint.architecture());
        float[] inputs = new float[size];
        for (int i = 0; i < size; i++) {
            inputs[i] = tokens == 0 ? (float) chance.nextGaussian() : chance.nextInt(tokens);
        }
        return inputs;
    }

    private static int tokens(Architecture architecture) {
        return architecture.layers().stream()
                .map(conf -> conf.getLayer())
                .filter(EmbeddingSequenceLayer.class::isInstance)
                .mapToInt(layer -> Math.toIntExact(((EmbeddingSequenceLayer) layer).getNIn()))
                .min()
                .orElse(0);
    }

    boolean holds() {
        return furthest <= ALLOWED;
    }

    /** @throws IOException with this explanation if outputs are further apart than rounding makes them */
    Agreement require(String otherwise) throws IOException {
        if (!holds()) {
            throw new IOException(otherwise + ": their outputs are up to " + furthest + " apart on " + examples
                    + " random inputs, expected " + ALLOWED + " at most");
        }
        return this;
    }
}
