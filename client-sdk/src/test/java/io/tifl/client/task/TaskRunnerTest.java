package io.tifl.client.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.client.secure.SecureSessions;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.task.TaskReply.Failed;
import io.tifl.protocol.task.TaskReply.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskRunnerTest {
    private static final Settings FAST =
            Settings.none().with("learning-rate", 0.5).with("epochs", 20);

    private static TaskReply run(TaskOrder order, LocalTask... more) {
        try (TaskRunner runner = Orders.runner(more)) {
            return runner.run(order, Orders.data());
        }
    }

    private static void assertFailed(TaskReply reply, Fault fault, String message) {
        assertThat(reply).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.fault()).isEqualTo(fault);
            assertThat(failed.message()).contains(message);
            assertThat(failed.id()).isEqualTo(Orders.order("train", FAST).id());
        });
    }

    @Test
    void trainedChangeAddedToTheModelSolvesTheProblem() {
        TaskOrder order = Orders.order("train", FAST);
        try (TaskRunner runner = Orders.runner()) {
            TaskReply.Updated reply = (TaskReply.Updated) runner.run(order, Orders.data());

            assertThat(reply.examples()).isEqualTo(8);
            assertThat(reply.metrics().get("loss").orElseThrow()).isBetween(0.0, 0.3);
            assertThat(reply.metrics().get("steps").orElseThrow()).isEqualTo(20);
            Layout layout = order.model().parameters().layout();
            Parameters change = new PlainCodec().decode(reply.update(), layout);
            assertThat(change.get(0))
                    .as("weight of the first input for class 0")
                    .isLessThan(-0.5f);
            assertThat(change.get(2))
                    .as("weight of the first input for class 1")
                    .isGreaterThan(0.5f);
        }
    }

    @Test
    void changeIsTheDifferenceToTheOrdersModel() {
        TaskOrder order = Orders.order("train", Settings.none().with("learning-rate", 1e-30));
        Parameters start = order.model().parameters();

        TaskReply.Updated reply = (TaskReply.Updated) run(order);

        assertThat(new PlainCodec().decode(reply.update(), start.layout()).toArray())
                .usingComparatorWithPrecision(1e-20f)
                .containsOnly(0f);
    }

    @ParameterizedTest
    @CsvSource({"0.25, 2", "0.01, 1", "1, 8"})
    void trainingOnAShareOfTheExamplesCountsThemAlone(String share, long examples) {
        TaskReply.Updated reply = (TaskReply.Updated) run(Orders.order("train", FAST.with("share", share)));

        assertThat(reply.examples()).isEqualTo(examples);
    }

    @Test
    void shareOfTheExamplesIsDrawnFromTheOrdersSeed() {
        TaskOrder order = Orders.order("train", FAST.with("share", 0.5));
        TaskOrder another = new TaskOrder(
                order.id(), order.task(), order.settings(), order.model(), order.codec(), 12, order.timeLimit());

        EncodedUpdate once = ((TaskReply.Updated) run(order)).update();

        assertThat(((TaskReply.Updated) run(order)).update()).isEqualTo(once);
        assertThat(((TaskReply.Updated) run(another)).update()).isNotEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource({"0.25, 2", "0.3, 2", "0.49, 3", "0.01, 1", "1, 8"})
    void minibatchIsOneStepOnAPartOfTheExamplesRoundedDown(String fraction, long examples) {
        Settings settings = Settings.none().with("minibatch", fraction).with("batch-size", 1);

        TaskReply.Updated reply = (TaskReply.Updated) run(Orders.order("train", settings));

        assertThat(reply.examples()).isEqualTo(examples);
        assertThat(reply.metrics().get("steps").orElseThrow()).isEqualTo(1);
    }

    @Test
    void wholeMinibatchIsOneStepOnAllExamples() {
        Settings step = Settings.none().with("learning-rate", 0.5);

        TaskReply.Updated minibatch = (TaskReply.Updated) run(Orders.order("train", step.with("minibatch", 1)));

        assertThat(minibatch.update())
                .isEqualTo(((TaskReply.Updated) run(Orders.order("train", step.with("batch-size", 8)))).update());
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1.5"})
    void minibatchOfNothingOrMoreThanAllIsRefused(String fraction) {
        Settings settings = Settings.none().with("minibatch", fraction);

        assertFailed(run(Orders.order("train", settings)), Fault.ORDER, "'minibatch' must lie above 0 and up to 1");
    }

    @Test
    void minibatchHasNoEpochs() {
        assertFailed(
                run(Orders.order("train", FAST.with("minibatch", 0.5))),
                Fault.ORDER,
                "'epochs' and 'share' do not go with it");
    }

    @Test
    void theSquareOfTheLossesIsReportedWhereItIsAskedForAndChangesNoUpdate() {
        TaskReply.Updated plain = (TaskReply.Updated) run(Orders.order("train", FAST));
        TaskReply.Updated asked = (TaskReply.Updated) run(Orders.order("train", FAST.with("square-loss", true)));

        assertThat(plain.metrics().get("square-loss")).isEmpty();
        assertThat(asked.metrics().get("square-loss").orElseThrow())
                .as("zeros lose ln 2 on every example")
                .isCloseTo(Math.log(2) * Math.log(2), within(1e-6));
        assertThat(asked.update()).isEqualTo(plain.update());
    }

    @ParameterizedTest
    @CsvSource({"test, 2", "train, 8"})
    void evaluationMeasuresTheSplitAskedFor(String split, double examples) {
        TaskReply.Measured reply = (TaskReply.Measured)
                run(Orders.order("evaluate", Settings.none().with("split", split)));

        assertThat(reply.metrics().get("examples")).hasValue(examples);
        assertThat(reply.metrics().get("correct"))
                .as("zeros always say class 0")
                .hasValue(examples / 2);
        assertThat(reply.metrics().get("loss").orElseThrow()).isBetween(0.693, 0.694);
    }

    @Test
    void sampleIsDrawnFromTheOrdersSeedAndSaysOfHowManyItIsOne() {
        TaskOrder order =
                Orders.order("evaluate", Settings.none().with("split", "train").with("sample", 3));
        TaskOrder larger =
                Orders.order("evaluate", Settings.none().with("split", "train").with("sample", 100));

        Metrics three = ((TaskReply.Measured) run(order)).metrics();
        Metrics all = ((TaskReply.Measured) run(larger)).metrics();

        assertThat(three.get("examples")).hasValue(3);
        assertThat(three.get("held")).hasValue(8);
        assertThat(three.get("loss").orElseThrow()).isBetween(0.693, 0.694);
        assertThat(((TaskReply.Measured) run(order)).metrics()).isEqualTo(three);
        assertThat(all.get("examples")).hasValue(8);
        assertFailed(
                run(Orders.order("evaluate", Settings.none().with("sample", -1))),
                Fault.ORDER,
                "the sample must be 0 or more, got -1");
    }

    @Test
    void deviceSaysWhatItHasSeenOfItselfAndNothingElse() {
        try (TaskRunner runner = Orders.runner(new ResourcesTask())) {
            TaskOrder order = Orders.order("resources", Settings.none());
            TaskOrder without = new TaskOrder(
                    order.id(),
                    order.task(),
                    order.settings(),
                    order.model().withoutParameters(),
                    order.codec(),
                    order.seed(),
                    order.timeLimit());

            Metrics before = ((TaskReply.Measured) runner.run(without, Orders.data())).metrics();
            runner.run(Orders.order("train", FAST), Orders.data());
            Metrics after = ((TaskReply.Measured) runner.run(without, Orders.data())).metrics();

            assertThat(before).isEqualTo(Metrics.of("examples", 8));
            assertThat(after.values()).containsOnlyKeys("examples", "seconds-per-example");
            assertThat(after.get("seconds-per-example").orElseThrow()).isPositive();
        }
    }

    @Test
    void unknownTaskListsWhatExists() {
        assertFailed(
                run(Orders.order("dance", Settings.none())), Fault.ORDER, "no task 'dance' among [evaluate, train]");
    }

    @Test
    void unknownCodecListsWhatExists() {
        TaskOrder order = Orders.withCodec(Orders.order("train", FAST), "int9");

        assertFailed(run(order), Fault.ORDER, "no codec 'int9' among [plain]");
    }

    @Test
    void unknownModelListsWhatExists() {
        TaskOrder order = Orders.withModel(Orders.order("train", FAST), ModelSpec.of("oracle"));

        assertFailed(run(order), Fault.ORDER, "no model 'oracle' among [");
    }

    @ParameterizedTest
    @CsvSource({
        "epochs, 0, 'epochs must be at least 1, got 0'",
        "batch-size, many, 'batch-size'",
        "learning-rate, NaN, expected a finite number",
        "learning-rate, -1, 'must be positive'",
        "proximal, -0.1, 'must be 0 or more'",
        "optimizer, lion, no optimizer",
        "share, 0, 'above 0 and up to 1'",
        "share, 1.5, 'above 0 and up to 1'",
        "momentum, 0.9, unknown setting [momentum]"
    })
    void badSettingIsTheOrdersFault(String name, String value, String message) {
        assertFailed(run(Orders.order("train", FAST.with(name, value))), Fault.ORDER, message);
    }

    @Test
    void unknownSplitIsTheOrdersFault() {
        assertFailed(
                run(Orders.order("evaluate", Settings.none().with("split", "dev"))),
                Fault.ORDER,
                "'split' is 'dev', expected test or train");
    }

    @Test
    void modelThatDoesNotFitTheDataIsTheOrdersFault() {
        Settings three = Settings.none().with("inputs", 3).with("classes", 2);
        TaskOrder order = Orders.withModel(Orders.order("train", FAST), new ModelSpec("logistic", three));

        assertFailed(run(order), Fault.ORDER, "has the layout 0_W[3, 2] 0_b[2], got 0_W[2, 2] 0_b[2]");
    }

    @Test
    void clientWithoutExamplesIsAtFaultItself() {
        LocalData none = new LocalData(
                Orders.data().train().subset(new int[0]), Orders.data().test());
        try (TaskRunner runner = Orders.runner()) {
            assertFailed(
                    runner.run(Orders.order("train", FAST), none),
                    Fault.CLIENT,
                    "this client has no training examples");
        }
    }

    @Test
    void divergenceIsTheClientsFault() {
        Examples broken = Examples.dense(List.of(2), 2, new float[] {Float.NaN, 1}, new int[] {0});
        try (TaskRunner runner = Orders.runner()) {
            assertFailed(
                    runner.run(Orders.order("train", FAST), new LocalData(broken, broken)), Fault.CLIENT, "diverged");
        }
    }

    @Test
    void taskThatThrowsIsTheClientsFaultAndTheNextOrderIsServed() {
        LocalTask throwing = Orders.odd((order, context) -> {
            context.learner();
            throw new StackOverflowError("deep");
        });
        try (TaskRunner runner = Orders.runner(throwing)) {
            assertFailed(runner.run(Orders.order("odd", FAST), Orders.data()), Fault.CLIENT, "deep");

            assertThat(runner.run(Orders.order("train", FAST), Orders.data())).isInstanceOf(TaskReply.Updated.class);
        }
    }

    @Test
    void exceptionWithoutAMessageIsNamed() {
        LocalTask throwing = Orders.odd((order, context) -> {
            throw new UnsupportedOperationException();
        });

        assertFailed(run(Orders.order("odd", FAST), throwing), Fault.CLIENT, "UnsupportedOperationException");
    }

    @Test
    void lackOfMemoryIsALackOfResources() {
        LocalTask greedy = Orders.odd((order, context) -> {
            throw new OutOfMemoryError("no more");
        });

        assertFailed(run(Orders.order("odd", FAST), greedy), Fault.RESOURCES, "no more");
    }

    @Test
    void interruptionCancelsAndKeepsTheFlag() {
        LocalTask interrupted = Orders.odd((order, context) -> {
            throw new InterruptedException("stop");
        });

        assertFailed(run(Orders.order("odd", FAST), interrupted), Fault.CANCELLED, "stop");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptedTrainingIsCancelled() {
        Thread.currentThread().interrupt();

        assertFailed(run(Orders.order("train", FAST)), Fault.CANCELLED, "between two batches");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void changeOfAnotherLayoutIsTheClientsFault() {
        LocalTask foreign = Orders.odd(
                (order, context) -> new LocalTask.Result.Change(Parameters.zeros(Layout.flat(6)), 1, Metrics.none()));

        assertFailed(run(Orders.order("odd", FAST), foreign), Fault.CLIENT, "0_W[2, 2] 0_b[2] by parameters[6]");
    }

    @Test
    void changeFromNoExamplesIsTheClientsFault() {
        LocalTask idle = Orders.odd((order, context) -> new LocalTask.Result.Change(
                Parameters.zeros(order.model().parameters().layout()), 0, Metrics.none()));

        assertFailed(run(Orders.order("odd", FAST), idle), Fault.CLIENT, "from 0 examples, expected at least 1");
    }

    @Test
    void taskThatAsksForNoLearnerNeedsNoModel() {
        LocalTask free = Orders.odd((order, context) -> new LocalTask.Result.Measurement(Metrics.of("answer", 42)));
        TaskOrder order = Orders.withModel(Orders.order("odd", FAST), ModelSpec.of("oracle"));

        assertThat(run(order, free)).isEqualTo(new TaskReply.Measured(order.id(), Metrics.of("answer", 42)));
    }

    @Test
    void codecThatThrowsIsTheClientsFault() {
        try (TaskRunner runner = new TaskRunner(
                new Dl4jLearnerFactory(),
                Catalog.of("task", List.of(new TrainTask())),
                Catalog.of("codec", List.of(new BrokenCodec())))) {
            TaskOrder order = Orders.withCodec(Orders.order("train", FAST), "broken");

            assertFailed(runner.run(order, Orders.data()), Fault.CLIENT, "cannot encode");
        }
    }

    @Test
    void builtInTasksAreInstalled() {
        assertThat(Catalog.load("task", LocalTask.class).names()).contains("train", "evaluate");
        TaskRunner.installed("dl4j").close();
    }

    private static LocalTask reporting(byte[] content) {
        return Orders.odd((_, _) -> new LocalTask.Result.Report(content, Metrics.of("seconds", 3)));
    }

    private static TaskOrder reportOrder() {
        return Orders.withCodec(Orders.order("odd", Settings.none()), Report.CODEC);
    }

    @Test
    void aReportGoesOutAsItIs() {
        byte[] content = {1, 2, 3};

        TaskReply reply = run(reportOrder(), reporting(content));

        assertThat(Report.in(reply))
                .hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(1, 2, 3));
        assertThat(((TaskReply.Updated) reply).metrics().get("seconds")).hasValue(3);
        assertThat(Report.in(run(Orders.order("train", FAST)))).isEmpty();
    }

    @Test
    void aReportThatIsTooLargeIsNotSent() {
        assertThat(Report.in(run(reportOrder(), reporting(new byte[Report.LARGEST]))))
                .isPresent();
        assertFailed(
                run(reportOrder(), reporting(new byte[Report.LARGEST + 1])),
                Fault.CLIENT,
                "at most 16777216 bytes, got 16777217");
    }

    @Test
    void aClientWithLocalPrivacySendsNoReports() {
        try (TaskRunner runner = new TaskRunner(
                new Dl4jLearnerFactory(),
                Catalog.of("task", List.of(reporting(new byte[1]))),
                Catalog.of("codec", List.of(new PlainCodec())),
                new ErrorFeedback(),
                new ClientMemory(),
                SecureSessions.none(),
                Optional.of(LocalPrivacy.withFreshNoise(1, 1)))) {
            assertFailed(runner.run(reportOrder(), Orders.data()), Fault.CLIENT, "without noise");
        }
    }

    @Test
    void aChangeIsNotSentWhereAReportWasAskedFor() {
        assertFailed(
                run(Orders.withCodec(Orders.order("train", FAST), Report.CODEC)),
                Fault.ORDER,
                "task 'train' changes the model, and the order asks for a report");
    }
}
