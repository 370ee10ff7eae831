package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.ServerOptimizer;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.client.task.ClientMemory;
import io.tifl.client.task.Ditto;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.TaskRunner;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Algorithms whose clients keep something, round by round, against sequences an independent program made. */
class RememberingClientsTest {
    private static final int CLIENTS = 4;
    private static final JobId JOB = new JobId("job");
    private static final Float32Codec CODEC = new Float32Codec();

    @TempDir
    private Path folder;

    private final ClientMemory memory = new ClientMemory();
    private TaskRunner runner = runner(memory);
    private GlobalModel model =
            new GlobalModel(ModelSpec.of("quadratic"), 0, Parameters.zeros(Layout.flat(Quadratic.SIZE)));

    @AfterEach
    void close() {
        runner.close();
    }

    private static TaskRunner runner(ClientMemory memory) {
        return new TaskRunner(
                new Quadratic.Factory(),
                Catalog.load("task", LocalTask.class),
                Catalog.load("codec", UpdateCodec.class),
                new ErrorFeedback(),
                memory);
    }

    private static List<double[]> expected(String name) throws Exception {
        try (InputStream in = RememberingClientsTest.class.getResourceAsStream("/golden/clients/sequences.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.split(" "))
                    .filter(words -> words[0].equals(name))
                    .map(words -> Arrays.stream(words)
                            .skip(1)
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
        }
    }

    private TaskOrder order(int client, long round, Settings settings) {
        TaskId id = new TaskId(JOB, round, new ClientId("c" + client));
        return new TaskOrder(
                id,
                "train",
                settings.with("epochs", 3).with("batch-size", 10).with("learning-rate", 0.05),
                model,
                CODEC.name(),
                1,
                Duration.ofMinutes(1));
    }

    private TaskReply.Updated reply(TaskOrder order, int client) {
        TaskReply reply = runner.run(order, Quadratic.client(client));
        assertThat(reply).isInstanceOf(TaskReply.Updated.class);
        return (TaskReply.Updated) reply;
    }

    private OptimizerState round(ServerOptimizer optimizer, OptimizerState state, long round) throws Exception {
        Layout layout = model.parameters().layout();
        try (Accumulator sum = new WeightedMean().open(layout, UpdateLimits.forRound(2))) {
            for (int client : new int[] {(int) (round % CLIENTS), (int) ((round + 1) % CLIENTS)}) {
                TaskOrder order = order(client, round, optimizer.taskSettings());
                TaskReply.Updated updated = reply(order, client);
                sum.add(CODEC.decode(updated.update(), layout), updated.examples());
                memory.counted(order.id());
            }
            ServerOptimizer.Step step = optimizer.step(model.parameters(), sum.finish(), state, CLIENTS);
            model = model.next(step.model());
            return step.state();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scaffold", "fed-dyn"})
    void twelveRoundsAgreeWithTheFormulasOfThePaper(String name) throws Exception {
        ServerOptimizer named = ServerOptimizer.catalog().get(name);
        ServerOptimizer optimizer =
                name.equals("fed-dyn") ? named.configured(Settings.none().with("alpha", 0.1)) : named;
        model = new GlobalModel(model.spec(), 0, optimizer.start(model.parameters()));
        OptimizerState state = optimizer.initialState(model.parameters().layout());
        List<double[]> expected = expected(name);

        for (int round = 0; round < expected.size(); round++) {
            state = round(optimizer, state, round);

            Parameters reached = ControlledModel.modelOf(model.parameters());
            for (int i = 0; i < Quadratic.SIZE; i++) {
                assertThat((double) reached.get(i))
                        .as("value " + i + " after round " + round)
                        .isCloseTo(expected.get(round)[i], within(5e-7));
            }
        }
        assertThat(expected).hasSize(12);
    }

    @Test
    void dittoModelsAgreeWithTheFormulaOfThePaper() throws Exception {
        double lambda = 0.7;
        double[] own = new double[Quadratic.SIZE];
        float[] client = new float[2 * Quadratic.SIZE];
        Quadratic.client(1).train().features(0, client, 0);
        int steps = 3 * Math.ceilDiv(Quadratic.client(1).train().size(), 10);
        for (int round = 0; round < 6; round++) {
            float[] global = new float[Quadratic.SIZE];
            Arrays.fill(global, round / 8f);
            model = new GlobalModel(model.spec(), round, Parameters.owning(Layout.flat(Quadratic.SIZE), global));
            TaskOrder order = order(1, round, Settings.none().with("ditto", lambda));
            reply(order, 1);
            memory.counted(order.id());
            Parameters kept = Ditto.model(memory.settled(JOB, order.id().client()), Layout.flat(Quadratic.SIZE))
                    .orElseThrow();

            for (int c = 0; c < Quadratic.SIZE; c++) {
                for (int step = 0; step < steps; step++) {
                    double gradient = client[c] * (own[c] - client[Quadratic.SIZE + c]);
                    own[c] -= 0.05 * (gradient + lambda * (own[c] - global[c]));
                }
                assertThat((double) kept.get(c))
                        .as("value " + c + " after round " + round)
                        .isCloseTo(own[c], within(5e-7));
            }
        }
    }

    private void controlled() {
        model = new GlobalModel(
                model.spec(), 0, ControlledModel.startingAt(model.parameters()).joined());
    }

    private static final Settings CONTROLLED = Settings.none().with("control-variates", true);

    @Test
    void aVariateWhoseReplyDidNotCountIsNotKept() {
        controlled();
        TaskOrder first = order(1, 0, CONTROLLED);
        TaskReply.Updated lost = reply(first, 1);
        memory.notCounted(first.id());

        TaskReply.Updated again = reply(order(1, 1, CONTROLLED), 1);

        assertThat(again.update()).isEqualTo(lost.update());
    }

    @Test
    void anOrderThatComesTwiceGivesTheSameReplyTwice() {
        controlled();
        reply(order(1, 0, CONTROLLED), 1);
        TaskReply.Updated once = reply(order(1, 1, CONTROLLED), 1);

        assertThat(reply(order(1, 1, CONTROLLED), 1)).isEqualTo(once);
    }

    @Test
    void aDeviceThatLostItsStateBeginsWithAVariateOfZero() {
        controlled();
        TaskReply.Updated fresh = reply(order(1, 0, CONTROLLED), 1);
        TaskReply.Updated second = reply(order(1, 1, CONTROLLED), 1);
        assertThat(second.update()).isNotEqualTo(fresh.update());

        try (TaskRunner anew = runner(new ClientMemory())) {
            TaskReply.Updated reply = (TaskReply.Updated) anew.run(order(1, 1, CONTROLLED), Quadratic.client(1));
            assertThat(reply.update()).isEqualTo(fresh.update());
        }
    }

    @Test
    void whatIsKeptInAFolderGivesTheBitsOfWhatIsKeptOnTheHeapAlsoAfterARestart() throws Exception {
        controlled();
        ClientMemory onDisk = ClientMemory.in(folder.resolve("clients"));
        try (TaskRunner other = runner(onDisk)) {
            for (int round = 0; round < 3; round++) {
                TaskOrder order = order(2, round, CONTROLLED);
                assertThat(other.run(order, Quadratic.client(2))).isEqualTo(reply(order, 2));
                onDisk.counted(order.id());
                onDisk.sweep();
            }
        }
        ClientMemory restored = ClientMemory.in(folder.resolve("clients"));
        restored.restore(JOB, onDisk.index(JOB));

        try (TaskRunner other = runner(restored)) {
            TaskOrder order = order(2, 3, CONTROLLED);
            assertThat(other.run(order, Quadratic.client(2))).isEqualTo(reply(order, 2));
        }
        assertThat(folder.resolve("clients"))
                .isDirectoryContaining("glob:**c2-3")
                .isDirectoryNotContaining("glob:**c2-0");
    }

    @Test
    void anOrderThatWasCutShortFindsAfterARestartWhatItFoundTheFirstTime() throws Exception {
        controlled();
        ClientMemory onDisk = ClientMemory.in(folder.resolve("clients"));
        TaskOrder counted = order(2, 0, CONTROLLED);
        TaskOrder cutShort = order(2, 1, CONTROLLED);
        TaskReply once;
        try (TaskRunner other = runner(onDisk)) {
            other.run(counted, Quadratic.client(2));
            onDisk.counted(counted.id());
            once = other.run(cutShort, Quadratic.client(2));
        }
        ClientMemory restored = ClientMemory.in(folder.resolve("clients"));
        restored.restore(JOB, onDisk.index(JOB));

        try (TaskRunner other = runner(restored)) {
            assertThat(other.run(cutShort, Quadratic.client(2))).isEqualTo(once);
        }
    }

    @Test
    void ordersThatAskForVariatesWithoutSendingAnyAreTheCoordinatorsFault() {
        TaskReply reply = runner.run(order(1, 0, CONTROLLED), Quadratic.client(1));

        assertThat(reply).isInstanceOfSatisfying(TaskReply.Failed.class, failed -> {
            assertThat(failed.fault()).isEqualTo(TaskReply.Fault.ORDER);
            assertThat(failed.message()).contains("control variate");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"rmsprop", "nesterovs"})
    void anythingButPlainStepsIsTheCoordinatorsFault(String optimizer) {
        controlled();

        TaskReply reply = runner.run(order(1, 0, CONTROLLED.with("optimizer", optimizer)), Quadratic.client(1));

        assertThat(reply)
                .isInstanceOfSatisfying(
                        TaskReply.Failed.class,
                        failed -> assertThat(failed.fault()).isEqualTo(TaskReply.Fault.ORDER));
    }

    @Test
    void aVariateThatIsNoNumberIsNeitherSentNorKept() {
        float[] values = new float[2 * Quadratic.SIZE];
        controlled();
        Arrays.fill(values, Quadratic.SIZE, values.length, Float.NaN);
        GlobalModel sane = model;
        model = new GlobalModel(
                sane.spec(), 0, Parameters.owning(sane.parameters().layout(), values));
        TaskReply reply = runner.run(order(1, 0, CONTROLLED), Quadratic.client(1));
        assertThat(reply).isInstanceOf(TaskReply.Failed.class);

        model = sane;
        assertThat(memory.before(order(1, 1, CONTROLLED).id()).vectors()).isEmpty();
    }

    @Test
    void profilingOrdersOfSuchAJobTrainTheModelAlone() throws Exception {
        controlled();
        TaskReply.Updated updated = reply(order(1, 0, Settings.none()), 1);

        ControlledModel change = ControlledModel.of(
                CODEC.decode(updated.update(), model.parameters().layout()));
        assertThat(change.parameters().get(0)).isNotZero();
        assertThat(change.variate()).isEqualTo(Parameters.zeros(Layout.flat(Quadratic.SIZE)));
    }
}
