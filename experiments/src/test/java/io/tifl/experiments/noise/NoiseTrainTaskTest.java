package io.tifl.experiments.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.LocalTask.Result;
import io.tifl.client.task.TrainTask;
import io.tifl.experiments.noise.federated.Fleets;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoiseTrainTaskTest {
    private static final Settings PLAIN =
            Settings.none().with("epochs", 2).with("batch-size", 16).with("learning-rate", 0.1);

    private static Result.Change run(LocalTask task, Settings settings, String client) throws Exception {
        try (Learner learner = Fleets.engine().open(Fleets.spec(8))) {
            GlobalModel model = new GlobalModel(Fleets.spec(8), 0, learner.initial(1));
            TaskOrder order = new TaskOrder(
                    new TaskId(new JobId("j"), 0, new ClientId(client)),
                    task.name(),
                    settings,
                    model,
                    "float32",
                    77,
                    Duration.ofMinutes(1));
            return (Result.Change) task.run(order, new LocalTask.Context(learner, Fleets.shard(1)));
        }
    }

    private static double distance(Parameters one, Parameters other) {
        double squares = 0;
        for (int i = 0; i < one.size(); i++) {
            squares += Math.pow(one.get(i) - (double) other.get(i), 2);
        }
        return Math.sqrt(squares);
    }

    @Test
    void withoutNoiseItIsPlainTraining() throws Exception {
        Result.Change plain = run(new TrainTask(), PLAIN, "c");
        Result.Change none = run(new NoiseTrainTask(), PLAIN.with("profiles", "gaussian@0"), "c");

        assertThat(distance(none.change(), plain.change())).isLessThan(1e-4);
        assertThat(none.metrics().get("loss").orElseThrow())
                .isCloseTo(plain.metrics().get("loss").orElseThrow(), within(1e-4));
        assertThat(none.metrics().get("steps")).isEqualTo(plain.metrics().get("steps"));
        assertThat(none.examples()).isEqualTo(80);
    }

    // The definition, step by step: the gradient is that of the noisy weights, the step is the clean ones'.
    @Test
    void aStepIsTheNoisyGradientOnCleanWeights() throws Exception {
        Settings one = PLAIN.with("epochs", 1).with("batch-size", 80);
        NoiseAwareTraining training =
                new NoiseAwareTraining(AnalogDevice.named("gaussian", Settings.none()), Scope.WEIGHTS, 0.5);
        try (Learner learner = Fleets.engine().open(Fleets.spec(8))) {
            Parameters start = learner.initial(1);
            Learner.Trained trained =
                    training.train(learner, start, Fleets.shard(1).train(), new TrainingPlan(1, 80, 0.1, "sgd", 0, 77));
            Result.Change plain = run(new TrainTask(), one, "c");
            Result.Change noisy = run(new NoiseTrainTask(), one.with("profiles", "gaussian@0.5"), "c");

            float[] moved = trained.parameters().toArray();
            for (int i = 0; i < moved.length; i++) {
                moved[i] -= start.get(i);
            }
            assertThat(distance(noisy.change(), Parameters.owning(start.layout(), moved)))
                    .isZero();
            assertThat(distance(noisy.change(), plain.change())).isGreaterThan(1e-3);
            // Noise of half a deviation on every weight is far larger than a step: none of it is left in the change.
            assertThat(distance(noisy.change(), Parameters.zeros(start.layout())))
                    .isLessThan(3 * distance(plain.change(), Parameters.zeros(start.layout())));
        }
    }

    @Test
    void theSameOrderGivesTheSameBits() throws Exception {
        Settings settings = PLAIN.with("profiles", "gaussian@0.2");

        assertThat(run(new NoiseTrainTask(), settings, "c").change().sha256())
                .isEqualTo(run(new NoiseTrainTask(), settings, "c").change().sha256());
    }

    @Test
    void clientsAreSpreadOverTheProfilesByTheirNames() {
        DeviceAssignment assignment =
                DeviceAssignment.of(Settings.none().with("profiles", "gaussian@0.1, gaussian@0.2, pcm-8bit@3600"));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            counts.merge(assignment.drawn(new ClientId("client-" + i)).text(), 1, Integer::sum);
        }

        assertThat(counts).hasSize(3);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(900, 1100));
        assertThat(assignment.drawn(new ClientId("a"))).isEqualTo(assignment.drawn(new ClientId("a")));
    }

    @Test
    void aClientTrainsForItsOwnDeviceIfTheJobSaysSo() throws Exception {
        Settings settings = PLAIN.with("profiles", "gaussian@0.1").with("assign", "own");
        NoiseTrainTask own = new NoiseTrainTask(Optional.of(DeviceProfile.parse("gaussian@0.4")));

        assertThat(run(own, settings, "c").metrics().get("noise-level")).hasValue(0.4);
        assertThatIllegalStateException()
                .isThrownBy(() -> run(new NoiseTrainTask(), settings, "c"))
                .withMessageContaining("without a device profile");
    }

    @Test
    void whatCannotBeTrainedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(new NoiseTrainTask(), PLAIN, "c"))
                .withMessageContaining("profiles");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(
                        new NoiseTrainTask(),
                        PLAIN.with("profiles", "gaussian@0.1").with("scope", "batch-norm-affine"),
                        "c"))
                .withMessageContaining("batch-norm-affine");
    }
}
