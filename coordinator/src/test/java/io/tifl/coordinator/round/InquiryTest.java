package io.tifl.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.aggregation.Add;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.coordinator.round.ScriptedTransport.Answer;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.tiering.Feedback;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.TierPlan;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a round asks before it draws its cohort, and what bad answers do to it: nothing. */
class InquiryTest {
    private static final Layout LAYOUT = Layout.flat(3);
    private static final Float32Codec CODEC = new Float32Codec();
    private static final int CLIENTS = 6;

    private final List<TaskOrder> queries = new ArrayList<>();
    private final List<String> trained = new ArrayList<>();
    private Settings work = Settings.none();
    private String policy = "pow-d";
    private Settings settings = Settings.none().with("candidates", CLIENTS);

    private static int number(TaskOrder order) {
        return Integer.parseInt(order.id().client().value().substring(1));
    }

    private static Answer after(int millis, TaskReply reply) {
        return new Answer(reply, Duration.ofMillis(millis));
    }

    /** Client k says a loss of k after k seconds. */
    private static List<Answer> honest(TaskOrder order) {
        return List.of(after(
                1000 * number(order),
                new TaskReply.Measured(
                        order.id(), Metrics.of("loss", number(order)).with("examples", 10.0 * number(order)))));
    }

    private ScriptedTransport transport(Function<TaskOrder, List<Answer>> answers) {
        return new ScriptedTransport(order -> {
            if (order.id().job().equals(new JobId("job:query"))) {
                queries.add(order);
                return answers.apply(order);
            }
            trained.add(order.id().client().value());
            EncodedUpdate update = CODEC.encode(Parameters.zeros(LAYOUT), 0);
            return List.of(after(500, new TaskReply.Updated(order.id(), update, 5, Metrics.of("loss", 0.5))));
        });
    }

    private Outcome run(Function<TaskOrder, List<Answer>> answers) throws InterruptedException {
        return run(transport(answers));
    }

    private Outcome run(ScriptedTransport transport) throws InterruptedException {
        PolicyRecipe chosen = SchedulingPolicy.catalog().get(policy).recipe(settings);
        TierPlan plan = chosen.tiering().start(TestPlans.of(CLIENTS));
        Recipe recipe = new Recipe(
                new Work("train", work, LearningRateSchedule.exponential(0.1, 1), "float32"),
                chosen.selection(),
                chosen.tiering(),
                new WeightedMean(),
                new Add(),
                new Participation(2, 0, 1, Duration.ofSeconds(10)),
                new UpdateLimits(100, 1000, 10),
                EvaluationSchedule.never());
        Federation before = new Federation(
                new JobId("job"),
                0,
                new GlobalModel(ModelSpec.of("test"), 0, Parameters.zeros(LAYOUT)),
                OptimizerState.empty(),
                plan,
                new Seed(7));
        return new RoundEngine(
                        recipe,
                        transport,
                        (_, _) -> new Evaluated(0, 0, List.of()),
                        transport,
                        Catalog.of("codec", List.of(CODEC)))
                .next(before);
    }

    @Test
    void thoseOfHighestLossTrainOnceAllHaveAnswered() throws Exception {
        Outcome outcome = run(InquiryTest::honest);

        assertThat(queries).hasSize(CLIENTS).allMatch(order -> order.task().equals("evaluate"));
        assertThat(trained).containsExactly("c6", "c5");
        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.COMMITTED);
    }

    @Test
    void timeAndBytesOfTheQueryAreThoseOfTheRound() throws Exception {
        Outcome outcome = run(InquiryTest::honest);

        RoundReport report = outcome.report();
        assertThat(report.query()).contains(new Toll(6, 6, Duration.ofSeconds(6), 6 * 12, 600));
        assertThat(report.started()).isEqualTo(Instant.EPOCH);
        assertThat(report.elapsed()).isEqualTo(Duration.ofMillis(6500));
        assertThat(outcome.feedback().latencies().values()).containsOnly(Duration.ofMillis(500));
    }

    @Test
    void whatClientsHoldIsKnownAfterTheRoundWhetherTheyTrainedOrNot() throws Exception {
        Outcome outcome = run(InquiryTest::honest);

        assertThat(outcome.feedback().answers()).hasSize(CLIENTS);
        assertThat(outcome.feedback().trained().values())
                .extracting(Feedback.Trained::loss)
                .containsOnly(0.5);
        assertThat(outcome.after().tiers().roundsCompleted()).isEqualTo(1);
    }

    @Test
    void theOrderInWhichAnswersComeDoesNotMatter() throws Exception {
        run(InquiryTest::honest);
        List<String> cohort = List.copyOf(trained);
        trained.clear();

        run(order -> List.of(after(
                7000 - 1000 * number(order),
                new TaskReply.Measured(
                        order.id(), Metrics.of("loss", number(order)).with("examples", 10)))));

        assertThat(trained).isEqualTo(cohort);
    }

    @Test
    void silentOnesAreWaitedForAsLongAsTheQueryMayTakeAndCostNobodyAnything() throws Exception {
        settings = settings.with("query-seconds", "8");

        Outcome outcome = run(order -> number(order) > 4 ? List.of() : honest(order));

        assertThat(trained).containsExactly("c4", "c3");
        assertThat(outcome.report().query()).contains(new Toll(6, 4, Duration.ofSeconds(8), 6 * 12, 400));
        assertThat(outcome.report().elapsed()).isEqualTo(Duration.ofMillis(8500));
        assertThat(outcome.feedback().timedOut()).isEmpty();
    }

    @Test
    void queryWaitsNoLongerThanARoundMay() throws Exception {
        settings = settings.with("query-seconds", "3600");

        Outcome outcome = run(_ -> List.of());

        assertThat(outcome.report().query()).contains(new Toll(6, 0, Duration.ofSeconds(10), 6 * 12, 0));
        assertThat(trained).hasSize(2);
        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.COMMITTED);
    }

    @Test
    void hostileAnswersAreNotRanked() throws Exception {
        Outcome outcome = run(order -> switch (number(order)) {
            case 1 -> honest(order);
            case 2 -> List.of(after(1, new TaskReply.Failed(order.id(), TaskReply.Fault.CLIENT, "no")));
            case 3 ->
                List.of(after(
                        1,
                        new TaskReply.Updated(
                                order.id(),
                                new EncodedUpdate("float32", LAYOUT.fingerprint(), MemorySegment.ofArray(new byte[12])),
                                5,
                                Metrics.of("loss", 9).with("examples", 3))));
            case 4 -> List.of(after(1, said(order, Double.NaN)));
            case 5 -> List.of(after(1, said(order, -7)));
            default -> List.of(after(1, said(order, 1e200)));
        });

        assertThat(trained).hasSize(2).startsWith("c1");
        assertThat(outcome.report().query().orElseThrow().answered()).isEqualTo(6);
    }

    private static TaskReply said(TaskOrder order, double loss) {
        return new TaskReply.Measured(order.id(), Metrics.of("loss", loss).with("examples", 10));
    }

    @Test
    void whoAnswersTwiceOrForOthersOrAnotherRoundIsHeardOnce() throws Exception {
        run(order -> {
            List<Answer> answers = new ArrayList<>(honest(order));
            if (number(order) == 1) {
                answers.add(after(1500, said(order, 100)));
                TaskId stranger = new TaskId(order.id().job(), 0, new ClientId("mallory"));
                answers.add(after(
                        1,
                        new TaskReply.Measured(stranger, Metrics.of("loss", 50).with("examples", 9))));
                TaskId later = new TaskId(order.id().job(), 9, order.id().client());
                answers.add(after(
                        2, new TaskReply.Measured(later, Metrics.of("loss", 60).with("examples", 9))));
            }
            return answers;
        });

        assertThat(trained).containsExactly("c6", "c5");
    }

    @Test
    void whoVanishesIsNotWaitedFor() throws Exception {
        ScriptedTransport transport = transport(order -> number(order) == 6 ? List.of() : honest(order));
        transport.vanish.add(new TaskId(new JobId("job:query"), 0, new ClientId("c6")));

        Outcome outcome = run(transport);

        assertThat(trained).containsExactly("c5", "c4");
        assertThat(outcome.report().query().orElseThrow().elapsed()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aRoundTakenUpAgainAsksTheSameClientsTheSame() throws Exception {
        settings = settings.with("candidates", 4);
        run(InquiryTest::honest);
        List<TaskOrder> first = List.copyOf(queries);
        List<String> cohort = List.copyOf(trained);
        queries.clear();
        trained.clear();

        run(InquiryTest::honest);

        assertThat(queries).isEqualTo(first);
        assertThat(trained).isEqualTo(cohort);
    }

    @Test
    void whoIsToJudgeAModelWithPrivateLayersIsToldWhich() throws Exception {
        work = Settings.none()
                .with("private-layers", "head")
                .with("private-seed", 5)
                .with("epochs", 2);

        run(InquiryTest::honest);

        assertThat(queries.getFirst().settings().values())
                .isEqualTo(new TreeMap<>(Map.of("private-layers", "head", "private-seed", "5", "split", "train")));
    }

    @Test
    void whatDevicesCanDoIsAskedWithoutAModel() throws Exception {
        policy = "fedcs";
        settings = Settings.none().with("candidates", CLIENTS).with("round-seconds", 100);

        Outcome outcome = run(order -> List.of(after(
                1,
                new TaskReply.Measured(
                        order.id(),
                        Metrics.of("down", 100)
                                .with("up", 100)
                                .with("examples", 10)
                                .with("seconds-per-example", number(order))))));

        assertThat(queries).allMatch(order -> !order.model().hasParameters());
        assertThat(queries.getFirst().model().version()).isZero();
        assertThat(outcome.report().query().orElseThrow().downloadBytes()).isZero();
        assertThat(Set.copyOf(trained)).isEqualTo(Set.of("c1", "c2"));
    }

    @Test
    void policiesThatAskNothingCostNothing() throws Exception {
        policy = "rpow-d";

        Outcome outcome = run(InquiryTest::honest);

        assertThat(queries).isEmpty();
        assertThat(outcome.report().query()).isEmpty();
        assertThat(outcome.report().elapsed()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void tollThatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Toll(1, 2, Duration.ZERO, 0, 0)).hasMessageContaining("2 of 1");
        assertThatThrownBy(() -> new Toll(1, 1, Duration.ofSeconds(-1), 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
