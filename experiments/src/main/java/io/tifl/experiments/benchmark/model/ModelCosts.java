package io.tifl.experiments.benchmark.model;

import io.tifl.client.compiled.FlopCount;
import io.tifl.client.compiled.MovedValues;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.compiled.UnsupportedModelException;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ModelChoice.Family;
import io.tifl.experiments.benchmark.spec.ModelChoice.Generated;
import io.tifl.experiments.benchmark.spec.ServerChoice.Kind;
import java.util.Optional;

/**
 * What models cost by their form: {@link FlopCount}'s operations, {@link MovedValues}' bytes. A fully connected layer of k inputs and n
 * outputs takes 2 k n operations and moves 4 (k + k n + n + n) bytes of floats: input, weights, biases and output. In 8 bits, weights and
 * values between layers are bytes; biases and the network's output have 32 bits.
 */
public final class ModelCosts {
    private ModelCosts() {}

    /**
     * Of a model on an engine, for one example.
     *
     * @param kind only {@code int8} differs from the others
     * @return empty for networks with a layer that nobody counts
     * @throws IllegalArgumentException if there is no such model
     */
    public static Optional<ModelCost> of(ModelChoice choice, Blueprint blueprint, Kind kind) {
        if (choice instanceof Generated generated && generated.family() == Family.ATTENTION) {
            return Optional.of(attention(generated, kind));
        }
        try {
            MovedValues moved = MovedValues.of(blueprint);
            return Optional.of(new ModelCost(
                    TrainedNetwork.layout(blueprint).size(),
                    FlopCount.of(blueprint).forward(),
                    bytes(moved, kind)));
        } catch (UnsupportedModelException _) {
            return Optional.empty();
        }
    }

    private static double bytes(MovedValues moved, Kind kind) {
        return kind == Kind.INT8 ? moved.quantizedBytes() : moved.floatBytes();
    }

    /**
     * A block of attention over T tokens of W values in H heads: four projections of 2 T W W, two products of 2 T T W, per score one
     * operation to scale and 3 of the softmax, a fully connected layer of 2 T W W with T W rectified, and two sums of T W. Each of its
     * operators reads its inputs and writes its output.
     */
    private static ModelCost attention(Generated model, Kind kind) {
        double tokens = model.input();
        double width = model.width();
        double values = tokens * width;
        double scores = tokens * tokens * GeneratedModels.heads(model.width());
        double operations = 10 * values * width + 4 * tokens * values + 4 * scores + 3 * values;
        // Projections read one and write one each; products read two; scale and softmax are one operator over the
        // scores.
        double inner = 4 * 2 * values
                + (2 * values + scores)
                + 2 * scores
                + (scores + 2 * values)
                + 2 * values
                + 2 * 3 * values;
        double output = width * model.classes();
        long weights = Math.round(model.layers() * 5 * width * width + output);
        long others = (long) model.layers() * model.width() + model.classes();
        MovedValues moved = new MovedValues(
                weights, others, Math.round(model.layers() * inner + values + 2 * width), model.classes());
        return new ModelCost(
                GeneratedModels.parameters(model),
                model.layers() * operations + values + 2 * output + 3.0 * model.classes(),
                bytes(moved, kind));
    }
}
