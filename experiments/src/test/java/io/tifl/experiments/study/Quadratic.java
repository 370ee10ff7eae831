package io.tifl.experiments.study;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.Optional;

/**
 * Learns by exact gradients of {@code sum(a (w - b)^2) / 2}, where every example of a client holds its a and b: the problem of
 * {@code golden/clients/make.py}.
 */
record Quadratic(ModelSpec spec) implements Learner {
    static final int SIZE = 6;
    private static final Layout LAYOUT = Layout.flat(SIZE);

    /** Opens such learners. */
    record Factory() implements LearnerFactory {
        @Override
        public String name() {
            return "quadratic";
        }

        @Override
        public Learner open(ModelSpec spec) {
            return new Quadratic(spec);
        }
    }

    static LocalData client(int i) {
        int count = 10 + 3 * i;
        float[] features = new float[count * 2 * SIZE];
        for (int row = 0; row < count; row++) {
            for (int c = 0; c < SIZE; c++) {
                features[row * 2 * SIZE + c] = 1 + ((i * 5 + c * 3) % 7) / 8f;
                features[row * 2 * SIZE + SIZE + c] = ((i * 37 + c * 61) % 101 - 50) / 64f;
            }
        }
        Examples examples = Examples.dense(List.of(2 * SIZE), 2, features, new int[count]);
        return new LocalData(examples, examples);
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public Parameters initial(long seed) {
        return Parameters.zeros(LAYOUT);
    }

    @Override
    public Trained train(Parameters start, Examples examples, TrainingPlan plan) {
        int steps = plan.epochs() * Math.ceilDiv(examples.size(), plan.batchSize());
        float[] own = new float[2 * SIZE];
        examples.features(0, own, 0);
        Parameters centre = plan.centre().orElse(start);
        float[] trained = new float[SIZE];
        for (int c = 0; c < SIZE; c++) {
            double w = start.get(c);
            double correction = value(plan.correction(), c);
            for (int step = 0; step < steps; step++) {
                double gradient = own[c] * (w - own[SIZE + c]) + correction + plan.proximal() * (w - centre.get(c));
                w -= plan.learningRate() * gradient;
            }
            trained[c] = (float) w;
        }
        return new Trained(Parameters.owning(LAYOUT, trained), 0, steps);
    }

    private static double value(Optional<Parameters> vector, int index) {
        return vector.isPresent() ? vector.get().get(index) : 0;
    }

    @Override
    public Evaluation evaluate(Parameters model, Examples examples) {
        return new Evaluation(examples.size(), 0, 0);
    }

    @Override
    public float[] losses(Parameters model, Examples examples) {
        return new float[examples.size()];
    }

    @Override
    public Parameters gradient(Parameters model, Examples examples) {
        throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public ClippedGradients clippedGradients(Parameters model, Examples examples, double maxNorm) {
        throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public void close() {}
}
