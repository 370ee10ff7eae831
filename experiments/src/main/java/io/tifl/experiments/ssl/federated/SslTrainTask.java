package io.tifl.experiments.ssl.federated;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.task.Kept;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Momentum;
import io.tifl.experiments.ssl.Spread;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskOrder;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * {@code ssl-train}: self-supervised epochs on the client's examples, whose labels it does not read, for a model that has
 * a {@link LearnerPlan}, such as {@code byol-mlp}.
 *
 * <p>Settings: {@code epochs} (1; 0 to measure statistics alone), {@code batch-size} (128), {@code learning-rate} (0.03),
 * {@code momentum} (0.9) and {@code decay} (0.0004). Momentum and what follows the model, such as a target, begin anew in
 * each order. With the model's setting {@code statistics: local} a client keeps its running statistics from order to
 * order; with {@code summed} it measures, with the order's model and its statistics, means of values and of squares
 * before each normalisation over all its examples, and these replace the model's. Metrics: {@code loss}, the mean of the
 * last epoch, {@code steps} and {@code spread} of its projections, 0 where they have collapsed.
 */
public final class SslTrainTask implements LocalTask {
    /** Its name. */
    public static final String NAME = "ssl-train";

    private static final String STATISTICS = "running-statistics";
    private static final int USED_AT_ONCE = 256;

    /** For the service loader. */
    public SslTrainTask() {}

    @Override
    public String name() {
        return NAME;
    }

    private record Asked(int epochs, int batch, Momentum.Settings descent) {
        static Asked of(Settings settings) {
            SettingsReader reader = new SettingsReader(settings);
            int epochs = reader.whole("epochs", 1, 0, 1_000_000);
            int batch = reader.whole("batch-size", 128, 2, 1 << 16);
            double rate = reader.positive("learning-rate", 0.03);
            double momentum = reader.real("momentum", 0.9, 0, 0.999999);
            double decay = reader.real("decay", 4e-4, 0, 1);
            return reader.read(() -> new Asked(epochs, batch, new Momentum.Settings(rate, momentum, decay)));
        }
    }

    /** @throws IllegalArgumentException naming everything that is wrong */
    static void check(Settings settings) {
        Asked _ = Asked.of(settings);
    }

    /** A new learner for a model. */
    static SharedParameters open(ModelSpec spec, Momentum.Settings descent) {
        SharedLearner learner = LearnerPlan.catalog()
                .get(spec.name())
                .open(ModelStatistics.without(spec.settings()), descent, new Seed(0));
        return new SharedParameters(learner, ModelStatistics.of(spec.settings()));
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException {
        Asked asked = Asked.of(order.settings());
        Examples examples = context.data().train();
        if (examples.size() < 2) {
            throw new IllegalStateException(
                    "this client has " + examples.size() + " training examples, 2 are needed at least");
        }
        SharedParameters shared = open(order.model().spec(), asked.descent());
        shared.write(order.model().parameters());
        List<Matrix> means = List.of();
        if (shared.statistics() == ModelStatistics.SUMMED) {
            means = shared.measured(Batches.inOrder(examples, USED_AT_ONCE));
        } else {
            context.kept().vector(STATISTICS, shared.runningLayout()).ifPresent(shared::writeRunning);
        }
        Trained trained = train(shared.learner(), examples, asked, new Seed(order.seed()), context);
        return new Result.Change(
                shared.change(means, order.model().parameters()),
                examples.size(),
                Metrics.of("loss", trained.loss())
                        .with("steps", trained.steps())
                        .with("spread", spread(shared.learner(), examples)),
                keeps(shared, context.kept()));
    }

    private static Optional<Kept> keeps(SharedParameters shared, Kept before) {
        return shared.statistics() == ModelStatistics.SUMMED
                        || shared.learner().normalisations().isEmpty()
                ? Optional.empty()
                : Optional.of(before.with(STATISTICS, shared.running()));
    }

    private record Trained(double loss, int steps) {}

    private static Trained train(SharedLearner learner, Examples examples, Asked asked, Seed seed, Context context)
            throws InterruptedException, DivergedException {
        double loss = 0;
        int steps = 0;
        for (int epoch = 0; epoch < asked.epochs(); epoch++) {
            RandomGenerator random = seed.child(epoch).generator();
            List<int[]> batches = Batches.shuffled(examples.size(), asked.batch(), random);
            loss = 0;
            for (int[] rows : batches) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted after " + steps + " steps");
                }
                loss += step(learner, Batches.matrix(examples, rows), random) / batches.size();
                steps++;
            }
            if (!Double.isFinite(loss)) {
                throw new DivergedException("training diverged: the loss is " + loss + " after " + steps + " steps");
            }
            context.progress().accept((epoch + 1.0) / asked.epochs());
        }
        return new Trained(loss, steps);
    }

    private static double step(SharedLearner learner, Matrix samples, RandomGenerator random) {
        Matrix first = learner.view(samples, random);
        return learner.learner().step(first, learner.view(samples, random));
    }

    private static double spread(SharedLearner learner, Examples examples) {
        int[] some = IntStream.range(0, Math.min(examples.size(), USED_AT_ONCE)).toArray();
        return Spread.of(learner.learner().projections(Batches.matrix(examples, some)));
    }
}
