package io.tifl.experiments.noise;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.task.LocalTask;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.TaskOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * {@code noise}: a population of analog chips that hold the order's model, each judged on the client's test examples. Neither examples nor
 * noisy weights leave the client.
 *
 * <p>Settings: {@code device} ({@code gaussian}: a preset or a noise model), settings of it as {@code device-scale}, and {@code levels}
 * ({@code 0.01,0.05,0.1,0.2,0.3,0.4}), or in place of these {@code profiles}, each a level of its own ({@link DeviceAssignment});
 * {@code scope} ({@code weights}); {@code trials} (10) chips of each level; {@code samples} (0, all): most test examples to judge on, the
 * first. Metrics: {@code examples}, {@code classes}, {@code clean}, of how many the model is right without noise, and {@code
 * level-L-chip-C}, of how many each chip is; levels and chips count from 0; of profiles also {@code own}, which is the client's, if it is
 * one of them. A client's chips are its own: they come from the order's seed, by level and trial.
 */
public final class NoiseTask implements LocalTask {
    /** Its name. */
    public static final String NAME = "noise";

    private final Optional<DeviceProfile> own;

    /** On a device that has no profile. */
    public NoiseTask() {
        this(Optional.empty());
    }

    /** @param own the profile of this device */
    public NoiseTask(Optional<DeviceProfile> own) {
        this.own = own;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException {
        NoiseSettings settings = NoiseSettings.of(order.settings());
        Examples examples = first(context.data().test(), settings.samples());
        SortedMap<String, Double> metrics = new TreeMap<>();
        metrics.put("examples", (double) examples.size());
        metrics.put("classes", (double) examples.classes());
        settings.fleet()
                .flatMap(fleet -> fleet.indexOf(order.id().client(), own))
                .ifPresent(index -> metrics.put("own", (double) index));
        judge(order, settings, context, examples, metrics);
        return new Result.Measurement(new Metrics(metrics));
    }

    private static void judge(
            TaskOrder order,
            NoiseSettings settings,
            Context context,
            Examples examples,
            SortedMap<String, Double> metrics)
            throws InterruptedException {
        Parameters model = ControlledModel.modelOf(order.model().parameters());
        Learner learner = context.learner();
        metrics.put("clean", (double) learner.evaluate(model, examples).correct());
        Map<AnalogDevice, Held> devices = new HashMap<>();
        double chips = (double) settings.levels().size() * settings.trials();
        for (int level = 0; level < settings.levels().size(); level++) {
            DeviceProfile profile = settings.levels().get(level);
            Held held = devices.get(profile.device());
            if (held == null) {
                held = Held.by(profile.device(), settings.scope(), order, model, examples);
                devices.put(profile.device(), held);
            }
            for (int chip = 0; chip < settings.trials(); chip++) {
                Parameters noisy = held.weights.chip(profile.level(), seed(order.seed(), level, chip));
                metrics.put(metric(level, chip), (double) held.judge.correct(noisy, examples, learner));
                context.progress().accept((level * settings.trials() + chip + 1) / chips);
            }
        }
    }

    /** A model as a device holds it, and what judges its chips. */
    private record Held(NoisyWeights weights, ChipJudge judge) {
        static Held by(AnalogDevice device, Scope scope, TaskOrder order, Parameters model, Examples examples)
                throws InterruptedException {
            return new Held(
                    new NoisyWeights(model, device, scope),
                    ChipJudge.of(device, order.model().spec(), model, examples));
        }
    }

    /** Of the order's seed, which is the client's and the round's. */
    private static Seed seed(long order, int level, int chip) {
        return new Seed(order).child(NAME).child(level).child(chip);
    }

    /** What tells of how many examples a chip is right. */
    public static String metric(int level, int chip) {
        return "level-" + level + "-chip-" + chip;
    }

    private static Examples first(Examples examples, int most) {
        return most == 0 || most >= examples.size()
                ? examples
                : examples.subset(IntStream.range(0, most).toArray());
    }
}
