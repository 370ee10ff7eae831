package io.tifl.experiments.noise;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.client.task.LocalTask;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code noise-train}: trains the order's model for the client's own analog device and yields the change of the clean weights, so that
 * whatever adds up changes of {@code train} adds up these ({@link NoiseAwareTraining}).
 *
 * <p>Settings: those of {@link DeviceAssignment}, of which {@code profiles} must be there; {@code scope} ({@code weights}); {@code epochs}
 * (1), {@code batch-size} (10), {@code learning-rate} of this round (0.01), {@code optimizer} ({@code sgd}, the only one). Metrics: {@code
 * loss}, of noisy weights, the mean over the last epoch, {@code steps} and {@code noise-level}.
 */
public final class NoiseTrainTask implements LocalTask {
    /** Its name. */
    public static final String NAME = "noise-train";

    private static final Set<String> SETTINGS = settings();

    private final Optional<DeviceProfile> own;

    private static Set<String> settings() {
        Set<String> names = new HashSet<>(Set.of("scope", "epochs", "batch-size", "learning-rate", "optimizer"));
        names.addAll(DeviceAssignment.SETTINGS);
        return Set.copyOf(names);
    }

    /** On a device that has no profile of its own. */
    public NoiseTrainTask() {
        this(Optional.empty());
    }

    /** @param own the profile of this device, used by jobs that {@code assign} clients their own */
    public NoiseTrainTask(Optional<DeviceProfile> own) {
        this.own = own;
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * Refuses what no client could carry out.
     *
     * @param settings of the job's task; the learning rate of rounds may be missing
     * @throws IllegalArgumentException naming what is wrong
     */
    public static void check(Settings settings) {
        settings.requireOnly(SETTINGS);
        Scope.parse(settings.text("scope", Role.WEIGHTS.toString()));
        NoiseAwareTraining.requireSgd(plan(settings, 0));
        DeviceAssignment _ = DeviceAssignment.of(settings);
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException {
        Settings settings = order.settings();
        check(settings);
        Examples examples = context.data().train();
        if (examples.size() == 0) {
            throw new IllegalStateException("this client has no training examples");
        }
        DeviceProfile profile = DeviceAssignment.of(settings).of(order.id().client(), own);
        Parameters start = order.model().parameters();
        Trained trained = new NoiseAwareTraining(
                        profile.device(), Scope.parse(settings.text("scope", Role.WEIGHTS.toString())), profile.level())
                .train(context.learner(), start, examples, plan(settings, order.seed()), context.progress());
        return new Result.Change(
                difference(trained.parameters(), start),
                examples.size(),
                Metrics.of("loss", trained.loss())
                        .with("steps", (double) trained.steps())
                        .with("noise-level", profile.level()));
    }

    private static TrainingPlan plan(Settings settings, long seed) {
        return new TrainingPlan(
                settings.integer("epochs", 1),
                settings.integer("batch-size", 10),
                settings.real("learning-rate", 0.01),
                settings.text("optimizer", "sgd"),
                0,
                seed);
    }

    private static Parameters difference(Parameters after, Parameters before) {
        float[] change = after.toArray();
        float[] start = before.toArray();
        for (int i = 0; i < change.length; i++) {
            change[i] -= start[i];
        }
        return Parameters.owning(after.layout(), change);
    }
}
