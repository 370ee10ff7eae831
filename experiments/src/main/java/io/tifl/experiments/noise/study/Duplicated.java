package io.tifl.experiments.noise.study;

import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.protocol.Layout;
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
    static Duplicated of(ModelSpec model, Parameters parameters, LearnerFactory engine) {
        if (!model.name().equals("mlp")) {
            throw new IllegalArgumentException("expected an mlp, got " + model.name());
        }
        int hidden = model.settings().integer("hidden", USUAL);
        ModelSpec twice = new ModelSpec(model.name(), model.settings().with("hidden", 2 * hidden));
        try (Learner learner = engine.open(twice)) {
            return new Duplicated(twice, copied(parameters, learner.layout()));
        }
    }

    private static Parameters copied(Parameters parameters, Layout twice) {
        float[] from = parameters.toArray();
        float[] to = new float[twice.size()];
        int source = 0;
        int target = 0;
        for (int i = 0; i < twice.blocks().size(); i++) {
            Layout.Block small = parameters.layout().blocks().get(i);
            Layout.Block large = twice.blocks().get(i);
            copy(from, source, small, to, target, large);
            source += small.size();
            target += large.size();
        }
        return Parameters.owning(twice, to);
    }

    // Matrices lie column by column: all that goes into a unit, then the next unit.
    private static void copy(float[] from, int source, Layout.Block small, float[] to, int target, Layout.Block large) {
        int rows = rows(small);
        int columns = small.shape().getLast();
        int allRows = rows(large);
        float share = (float) rows / allRows;
        for (int column = 0; column < large.shape().getLast(); column++) {
            for (int row = 0; row < allRows; row++) {
                to[target + column * allRows + row] = share * from[source + column % columns * rows + row % rows];
            }
        }
    }

    /** Biases have one. */
    private static int rows(Layout.Block block) {
        return block.size() / block.shape().getLast();
    }
}
