package io.tifl.client.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.LocalData;
import io.tifl.client.TrainingPlan;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.client.state.StateFile;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.LayerSelection;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DittoTest {
    private static final Settings PLAIN =
            Settings.none().with("learning-rate", 0.1).with("epochs", 2).with("batch-size", 4);
    private static final Settings DITTO = PLAIN.with("ditto", 0.5);

    @TempDir
    private Path folder;

    private final LocalData data = Orders.data();
    private final Learner learner = new Dl4jLearnerFactory().open(Orders.SPEC);
    private ClientMemory memory = new ClientMemory();
    private TaskRunner runner = runner(memory);

    private static TaskRunner runner(ClientMemory memory) {
        return new TaskRunner(
                new Dl4jLearnerFactory(),
                Catalog.of("task", List.of(new TrainTask(), new EvaluateTask())),
                Catalog.of("codec", List.of(new PlainCodec())),
                new ErrorFeedback(),
                memory);
    }

    @AfterEach
    void close() {
        runner.close();
        learner.close();
    }

    /** An order of this round for the model that the client of this seed would draw. */
    private TaskOrder order(String task, long round, Settings settings, Parameters model) {
        TaskOrder plain = Orders.order(task, settings);
        return new TaskOrder(
                new TaskId(plain.id().job(), round, plain.id().client()),
                task,
                settings,
                new GlobalModel(Orders.SPEC, round, model),
                plain.codec(),
                plain.seed() + round,
                plain.timeLimit());
    }

    private Parameters drawn(long seed) {
        return learner.initial(seed);
    }

    private static TrainingPlan planOf(TaskOrder order, Parameters centre, double lambda) {
        return new TrainingPlan(
                        2,
                        4,
                        0.1,
                        "sgd",
                        0,
                        new Seed(order.seed()).child("ditto").value())
                .near(centre, lambda);
    }

    private Parameters own(TaskOrder next) {
        return Ditto.model(memory.before(next.id()), learner.layout()).orElseThrow();
    }

    @Test
    void theFirstOwnModelIsTrainedFromTheOrdersAndDrawnToIt() throws Exception {
        TaskOrder order = order("train", 0, DITTO, drawn(1));

        runner.run(order, data);

        Parameters expected = learner.train(drawn(1), data.train(), planOf(order, drawn(1), 0.5))
                .parameters();
        assertThat(own(order("train", 1, DITTO, drawn(1)))).isEqualTo(expected);
    }

    @Test
    void theNextOneGoesOnFromTheOwnModelAndIsDrawnToTheNewOrders() throws Exception {
        runner.run(order("train", 0, DITTO, drawn(1)), data);
        TaskOrder second = order("train", 1, DITTO, drawn(2));
        Parameters before = own(second);

        runner.run(second, data);

        Parameters expected = learner.train(before, data.train(), planOf(second, drawn(2), 0.5))
                .parameters();
        assertThat(own(order("train", 2, DITTO, drawn(2)))).isEqualTo(expected);
    }

    @Test
    void whatIsSentIsTheSameWithAndWithoutAnOwnModel() {
        for (int round = 0; round < 3; round++) {
            TaskReply with = runner.run(order("train", round, DITTO, drawn(1 + round)), data);

            assertThat(with).isEqualTo(runner.run(order("train", round, PLAIN, drawn(1 + round)), data));
            assertThat(with).isInstanceOf(TaskReply.Updated.class);
        }
    }

    @Test
    void aStrongLambdaHoldsTheOwnModelCloserThanAWeakOne() {
        double weak = distanceAfter(0);
        double strong = distanceAfter(8);

        assertThat(strong).isPositive().isLessThan(weak / 2);
    }

    private double distanceAfter(double lambda) {
        memory = new ClientMemory();
        runner.close();
        runner = runner(memory);
        for (int round = 0; round < 5; round++) {
            runner.run(order("train", round, PLAIN.with("ditto", lambda), drawn(1)), data);
        }
        Parameters own = own(order("train", 9, DITTO, drawn(1)));
        double sum = 0;
        for (int i = 0; i < own.size(); i++) {
            sum += Math.pow(own.get(i) - drawn(1).get(i), 2);
        }
        return Math.sqrt(sum);
    }

    @Test
    void anOwnModelWhoseReplyDidNotCountIsNotKept() {
        TaskOrder first = order("train", 0, DITTO, drawn(1));
        runner.run(first, data);
        memory.notCounted(first.id());

        assertThat(memory.before(order("train", 1, DITTO, drawn(1)).id()).vectors())
                .isEmpty();
    }

    @Test
    void anOrderThatComesTwiceLeavesTheSameOwnModelOnce() {
        TaskOrder order = order("train", 0, DITTO, drawn(1));
        runner.run(order, data);
        Parameters once = own(order("train", 1, DITTO, drawn(1)));

        runner.run(order, data);

        assertThat(own(order("train", 1, DITTO, drawn(1)))).isEqualTo(once);
    }

    @Test
    void aDevicesOwnModelOutlivesARestart() throws Exception {
        runner.run(order("train", 0, DITTO, drawn(1)), data);
        StateFile file = new StateFile(folder.resolve("memory"));
        memory.save(file);
        TaskOrder evaluation = order("evaluate", 1, Settings.none().with("own", true), drawn(2));
        TaskReply before = runner.run(evaluation, data);

        try (TaskRunner anew = runner(ClientMemory.load(file))) {
            assertThat(anew.run(evaluation, data)).isEqualTo(before);
        }
    }

    @Test
    void theOwnModelIsJudgedBesideTheOrdersAndIsTheOrdersWithoutOne() throws Exception {
        TaskOrder evaluation = order("evaluate", 1, Settings.none().with("own", true), drawn(2));
        TaskReply.Measured none = (TaskReply.Measured) runner.run(evaluation, data);
        runner.run(order("train", 0, DITTO.with("epochs", 40), drawn(1)), data);

        TaskReply.Measured some = (TaskReply.Measured) runner.run(evaluation, data);

        assertThat(none.metrics().get("own-loss")).isEqualTo(none.metrics().get("loss"));
        assertThat(some.metrics().get("loss")).isEqualTo(none.metrics().get("loss"));
        assertThat(some.metrics().get("own-loss").orElseThrow())
                .isEqualTo(learner.evaluate(own(evaluation), data.test()).loss());
        assertThat(some.metrics().get("own-loss")).isNotEqualTo(some.metrics().get("loss"));
    }

    @Test
    void itGoesWithControlVariatesWhichAreKeptBesideIt() {
        Parameters both = ControlledModel.startingAt(drawn(1)).joined();
        TaskOrder order = order("train", 0, DITTO.with("control-variates", true), both);
        TaskOrder plain = order("train", 0, PLAIN.with("control-variates", true), both);

        TaskReply with = runner.run(order, data);

        assertThat(memory.before(order("train", 1, DITTO, both).id()).vectors()).containsOnlyKeys("ditto", "variate");
        assertThat(with).isEqualTo(runner.run(plain, data));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "NaN", "Infinity", "strong"})
    void aWeightThatIsNoneIsTheOrdersFaultAndNothingIsKept(String lambda) {
        TaskReply reply = runner.run(order("train", 0, PLAIN.with("ditto", lambda), drawn(1)), data);

        assertThat(reply).isInstanceOfSatisfying(TaskReply.Failed.class, failed -> {
            assertThat(failed.fault()).isEqualTo(TaskReply.Fault.ORDER);
            assertThat(failed.message()).contains("ditto");
        });
        assertThat(memory.before(order("train", 1, DITTO, drawn(1)).id()).vectors())
                .isEmpty();
    }

    @Test
    void privateLayersBesideAWholeModelAreTheOrdersFault() {
        TaskReply reply = runner.run(order("train", 0, DITTO.with("private-layers", "head"), drawn(1)), data);

        assertThat(reply)
                .isInstanceOfSatisfying(
                        TaskReply.Failed.class,
                        failed -> assertThat(failed.message()).contains("ditto", "private-layers"));
    }

    @Test
    void anOwnModelThatDivergesIsTheClientsFaultAndTheOneBeforeStays() {
        runner.run(order("train", 0, DITTO, drawn(1)), data);
        TaskOrder wild = order("train", 1, PLAIN.with("ditto", 1e30), drawn(2));
        Parameters before = own(wild);

        TaskReply reply = runner.run(wild, data);

        assertThat(reply)
                .isInstanceOfSatisfying(
                        TaskReply.Failed.class,
                        failed -> assertThat(failed.fault()).isEqualTo(TaskReply.Fault.CLIENT));
        assertThat(own(order("train", 2, DITTO, drawn(2)))).isEqualTo(before);
    }

    @Test
    void aModelOfAnotherLayoutIsNoOwnModel() {
        Kept kept = Kept.nothing().with("ditto", Parameters.zeros(Layout.flat(3)));

        assertThat(Ditto.model(kept, learner.layout())).isEmpty();
    }

    @Test
    void fineTuningIsJudgedBesideTheOrdersModelAndLeavesNothing() throws Exception {
        Settings settings = Settings.none()
                .with("fine-tune-epochs", 30)
                .with("learning-rate", 0.5)
                .with("batch-size", 4);
        TaskOrder order = order("evaluate", 0, settings, drawn(1));

        TaskReply.Measured reply = (TaskReply.Measured) runner.run(order, data);

        assertThat(reply.metrics().get("loss").orElseThrow())
                .isEqualTo(learner.evaluate(drawn(1), data.test()).loss());
        assertThat(reply.metrics().get("tuned-loss").orElseThrow())
                .isLessThan(reply.metrics().get("loss").orElseThrow());
        assertThat(reply.metrics().get("tuned-correct")).hasValue(2);
        assertThat(runner.run(order, data)).isEqualTo(reply);
        assertThat(memory.before(order("train", 1, DITTO, drawn(1)).id()).vectors())
                .isEmpty();
    }

    @Test
    void fineTuningTrainsPrivateLayersToo() throws Exception {
        Settings settings = Settings.none()
                .with("fine-tune-epochs", 30)
                .with("learning-rate", 0.5)
                .with("private-layers", "0_b");
        Parameters shared = LayerSelection.parse("0_b").sharedOf(drawn(1));

        TaskReply.Measured reply = (TaskReply.Measured) runner.run(order("evaluate", 0, settings, shared), data);

        assertThat(reply.metrics().get("tuned-loss").orElseThrow())
                .isLessThan(reply.metrics().get("loss").orElseThrow());
    }

    @Test
    void aClientThatCannotTrainIsJudgedAsBefore() {
        Examples broken = Examples.dense(List.of(2), 2, new float[] {Float.NaN, 1}, new int[] {0});
        Examples none = data.train().subset(new int[0]);
        TaskOrder order = order("evaluate", 0, Settings.none().with("fine-tune-epochs", 1), drawn(1));
        for (Examples train : List.of(broken, none)) {
            TaskReply.Measured reply = (TaskReply.Measured) runner.run(order, new LocalData(train, data.test()));

            assertThat(reply.metrics().get("tuned-loss"))
                    .isEqualTo(reply.metrics().get("loss"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fine-tune-epochs, -1, 'at least 1'",
        "learning-rate, 0, 'must be positive'",
        "optimizer, lion, no optimizer",
        "epochs, 2, unknown setting [epochs]"
    })
    void badFineTuningIsTheOrdersFault(String name, String value, String message) {
        Settings settings = Settings.none().with("fine-tune-epochs", 1).with(name, value);

        assertThat(runner.run(order("evaluate", 0, settings, drawn(1)), data))
                .isInstanceOfSatisfying(TaskReply.Failed.class, failed -> {
                    assertThat(failed.fault()).isEqualTo(TaskReply.Fault.ORDER);
                    assertThat(failed.message()).contains(message);
                });
    }
}
