package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.DuplicatedUnits;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;

/**
 * An {@code mlp} with every hidden unit twice and what goes out of hidden units halved: the same function, for halving is exact. Of noise
 * by the layer's standard deviation, what reaches the output from the first and the last layer has half the variance, and from layers in
 * between a quarter, to first order: a unit's two copies average noise they do not share, and halved weights bring half the noise.
 *
 * @param parameters of {@code model}
 */
record Duplicated(ModelSpec model, Parameters parameters) {
    private static final int USUAL = 200;

    /** @throws IllegalArgumentException if the model is no {@code mlp} */
    static Duplicated of(ModelSpec model, Parameters parameters) {
        if (!model.name().equals("mlp")) {
            throw new IllegalArgumentException("expected an mlp, got " + model.name());
        }
        int hidden = model.settings().integer("hidden", USUAL);
        ModelSpec twice = new ModelSpec(model.name(), model.settings().with("hidden", 2 * hidden));
        return new Duplicated(twice, DuplicatedUnits.of(parameters));
    }
}
