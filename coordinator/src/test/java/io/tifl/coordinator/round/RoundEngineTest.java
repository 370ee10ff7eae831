package io.tifl.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Add;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.FedAvgM;
import io.tifl.aggregation.FedNova;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.QFedAvg;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.Scaffold;
import io.tifl.aggregation.ServerOptimizer;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.coordinator.round.ScriptedTransport.Answer;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Feedback;
import io.tifl.tiering.SelectionPolicy;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TieringPolicy;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundEngineTest {
    private static final Layout LAYOUT = Layout.flat(3);
    private static final UpdateCodec CODEC = new Float32Codec();
    private static final Catalog<UpdateCodec> CODECS = Catalog.of("codec", List.of(CODEC));
    private static final UpdateLimits LIMITS = new UpdateLimits(100, 1_000_000, 1_000);

    private final List<Feedback> told = new ArrayList<>();
    private Participation participation = new Participation(3, 0, 1, Duration.ofSeconds(10));
    private int registered = 3;

    @Test
    void newModelIsTheOldOnePlusTheWeightedMeanOfTheChanges() throws Exception {
        Federation after = run(order -> {
                    int client = number(order);
                    return List.of(answer(update(order, new float[] {client, 2 * client, 0}, client), client));
                })
                .after();

        // Weights 1, 2, 3 and changes 1, 2, 3: (1 + 4 + 9) / 6.
        assertThat(after.model().parameters().get(0)).isEqualTo(14f / 6);
        assertThat(after.model().parameters().get(1)).isEqualTo(28f / 6);
        assertThat(after.model().version()).isEqualTo(1);
        assertThat(after.round()).isEqualTo(1);
    }

    @Test
    void roundLastsAsLongAsItsSlowestClient() throws Exception {
        Outcome outcome = run(order -> List.of(answer(update(order, new float[3], 1), number(order))));

        assertThat(outcome.report().elapsed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(outcome.feedback().latencies())
                .containsEntry(new ClientId("c1"), Duration.ofSeconds(1))
                .containsEntry(new ClientId("c3"), Duration.ofSeconds(3));
    }

    @Test
    void deadlineEndsARoundAndItsSilentClientsAreReported() throws Exception {
        Outcome outcome = run(order ->
                number(order) == 2 ? List.of() : List.of(answer(update(order, new float[3], 1), number(order))));

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.COMMITTED);
        assertThat(outcome.report().elapsed()).isEqualTo(Duration.ofSeconds(10));
        assertThat(outcome.feedback().timedOut()).containsOnlyKeys(new ClientId("c2"));
        assertThat(outcome.report().clients().getLast().status()).isEqualTo(ClientReport.Status.TIMED_OUT);
    }

    @Test
    void lateReplyIsNotCounted() throws Exception {
        Outcome outcome = run(order -> List.of(answer(update(order, new float[3], 1), number(order) * 4)));

        assertThat(outcome.report().counted()).isEqualTo(2);
        assertThat(outcome.report().elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void tooFewUpdatesLeaveTheModelAsItIsAndTheJobGoesOn() throws Exception {
        participation = new Participation(3, 0, 2, Duration.ofSeconds(10));

        Outcome outcome = run(order ->
                number(order) == 1 ? List.of(answer(update(order, new float[] {1, 1, 1}, 1), 1)) : List.of());

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.NO_QUORUM);
        assertThat(outcome.after().model().version()).isZero();
        assertThat(outcome.after().model().parameters()).isEqualTo(Parameters.zeros(LAYOUT));
        assertThat(outcome.after().round()).isEqualTo(1);
    }

    @Test
    void overCommittedRoundTakesTheFirstAndHoldsNothingAgainstTheOthers() throws Exception {
        registered = 5;
        participation = new Participation(3, 0.6, 1, Duration.ofSeconds(10));

        Outcome outcome = run(order -> List.of(answer(update(order, new float[3], 1), number(order))));

        assertThat(outcome.report().clients()).hasSize(5);
        assertThat(outcome.report().counted()).isEqualTo(3);
        assertThat(outcome.report().elapsed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(outcome.report().clients().getLast().status()).isEqualTo(ClientReport.Status.NOT_NEEDED);
        assertThat(outcome.feedback().timedOut()).isEmpty();
    }

    /** What a hostile or broken client may send, and why it is refused. */
    enum Bad {
        NAN(Rejection.NOT_FINITE),
        INFINITE(Rejection.NOT_FINITE),
        HUGE(Rejection.TOO_LARGE),
        NO_EXAMPLES(Rejection.ABSURD_WEIGHT),
        NEGATIVE_EXAMPLES(Rejection.ABSURD_WEIGHT),
        TOO_MANY_EXAMPLES(Rejection.ABSURD_WEIGHT),
        OTHER_LAYOUT(Rejection.WRONG_LAYOUT),
        OTHER_CODEC(Rejection.WRONG_CODEC),
        SHORT_PAYLOAD(Rejection.MALFORMED),
        MEASUREMENT(Rejection.NO_UPDATE),
        FAILURE(Rejection.FAILED),
        OTHER_ROUND(Rejection.UNKNOWN_TASK),
        STRANGER(Rejection.UNKNOWN_TASK);

        final Rejection expected;

        Bad(Rejection expected) {
            this.expected = expected;
        }

        TaskReply of(TaskOrder order) {
            TaskId id = order.id();
            return switch (this) {
                case NAN -> update(order, new float[] {0, Float.NaN, 0}, 1);
                case INFINITE -> update(order, new float[] {Float.NEGATIVE_INFINITY, 0, 0}, 1);
                case HUGE -> update(order, new float[] {0, 0, 101}, 1);
                case NO_EXAMPLES -> update(order, new float[3], 0);
                case NEGATIVE_EXAMPLES -> update(order, new float[3], -5);
                case TOO_MANY_EXAMPLES -> update(order, new float[3], Long.MAX_VALUE);
                case OTHER_LAYOUT ->
                    new TaskReply.Updated(id, CODEC.encode(Parameters.zeros(Layout.flat(4)), 0), 1, Metrics.none());
                case OTHER_CODEC ->
                    new TaskReply.Updated(
                            id,
                            new EncodedUpdate("int9", LAYOUT.fingerprint(), MemorySegment.ofArray(new byte[12])),
                            1,
                            Metrics.none());
                case SHORT_PAYLOAD ->
                    new TaskReply.Updated(
                            id,
                            new EncodedUpdate("float32", LAYOUT.fingerprint(), MemorySegment.ofArray(new byte[11])),
                            1,
                            Metrics.none());
                case MEASUREMENT -> new TaskReply.Measured(id, Metrics.of("accuracy", 1));
                case FAILURE -> new TaskReply.Failed(id, TaskReply.Fault.CLIENT, "out of battery");
                case OTHER_ROUND ->
                    new TaskReply.Updated(
                            new TaskId(id.job(), id.round() + 1, id.client()),
                            CODEC.encode(Parameters.zeros(LAYOUT), 0),
                            1,
                            Metrics.none());
                case STRANGER ->
                    new TaskReply.Updated(
                            new TaskId(id.job(), id.round(), new ClientId("stranger")),
                            CODEC.encode(Parameters.zeros(LAYOUT), 0),
                            1,
                            Metrics.none());
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Bad.class)
    void badReplyIsRefusedWithItsReasonAndTheRoundSurvives(Bad bad) throws Exception {
        Outcome outcome = run(order -> List.of(answer(
                number(order) == 2 ? bad.of(order) : update(order, new float[] {1, 1, 1}, 10), number(order))));

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.COMMITTED);
        assertThat(outcome.report().counted()).isEqualTo(2);
        assertThat(outcome.after().model().parameters().toArray()).containsExactly(1, 1, 1);
        ClientReport refused = outcome.report().clients().stream()
                .filter(client -> client.status() == ClientReport.Status.REJECTED)
                .findFirst()
                .orElseThrow();
        assertThat(refused.rejection()).contains(bad.expected);
        assertThat(refused.detail()).isNotBlank();
    }

    @Test
    void replyDeliveredTwiceCountsOnce() throws Exception {
        Outcome outcome = run(order -> {
            TaskReply reply = update(order, new float[] {number(order), 0, 0}, 1);
            return List.of(answer(reply, number(order)), answer(reply, number(order)));
        });

        assertThat(outcome.report().counted()).isEqualTo(3);
        assertThat(outcome.after().model().parameters().get(0)).isEqualTo(2);
    }

    @Test
    void refusedClientIsNotTakenForAFastOne() throws Exception {
        Outcome outcome = run(order ->
                List.of(answer(number(order) == 1 ? Bad.FAILURE.of(order) : update(order, new float[3], 1), 1)));

        assertThat(outcome.feedback().latencies()).doesNotContainKey(new ClientId("c1"));
    }

    @Test
    void resultIsTheSameForAnyOrderOfArrival() throws Exception {
        Function<TaskOrder, TaskReply> work =
                order -> update(order, new float[] {0.1f * number(order), 1e-7f, -3.3f / number(order)}, number(order));

        Parameters forward = run(order -> List.of(answer(work.apply(order), number(order))))
                .after()
                .model()
                .parameters();
        Parameters backward = run(order -> List.of(answer(work.apply(order), 9 - number(order))))
                .after()
                .model()
                .parameters();

        assertThat(backward).isEqualTo(forward);
    }

    @Test
    void updateThatWouldMakeTheModelInfiniteIsNotApplied() throws Exception {
        Parameters huge = Parameters.owning(LAYOUT, new float[] {Float.MAX_VALUE, 0, 0});
        Federation before = federation(huge);
        ScriptedTransport transport =
                new ScriptedTransport(order -> List.of(answer(update(order, new float[] {100, 0, 0}, 1), 1)));

        Outcome outcome = engine(recipe(new Doubling()), transport).next(before);

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.DIVERGED);
        assertThat(outcome.after().model().parameters()).isEqualTo(huge);
    }

    @Test
    void policyThatFindsNobodyEndsTheJobWithoutARound() throws Exception {
        registered = 0;

        Outcome outcome = run(order -> List.of());

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.NO_CLIENTS);
        assertThat(outcome.after().round()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void ordersCarryThisRoundsLearningRateAndASeedOfTheirOwn() throws Exception {
        ScriptedTransport transport =
                new ScriptedTransport(order -> List.of(answer(update(order, new float[3], 1), 1)));
        RoundEngine engine = engine(recipe(new Add()), transport);

        Federation after = engine.next(federation(Parameters.zeros(LAYOUT))).after();
        Federation _ = engine.next(after).after();

        assertThat(transport.sent.getFirst().settings().real("learning-rate", 0))
                .isEqualTo(0.1);
        assertThat(transport.sent.getLast().settings().real("learning-rate", 0)).isEqualTo(0.05);
        assertThat(transport.sent.stream().map(TaskOrder::seed)).doesNotHaveDuplicates();
    }

    @Test
    void evaluationIsHandedToTheTieringPolicy() throws Exception {
        Outcome outcome = run(order -> List.of(answer(update(order, new float[3], 1), 1)));

        assertThat(outcome.report().evaluated()).isPresent();
        assertThat(told.getFirst().tierAccuracy()).containsExactly(OptionalDouble.of(0.5));
    }

    @Test
    void recipeWithAnUnknownCodecIsRefusedBeforeTheFirstRound() {
        Recipe recipe = recipe(new Add());
        Recipe unknown = new Recipe(
                new Work("train", Settings.none(), LearningRateSchedule.constant(0.1), "int9"),
                recipe.selection(),
                recipe.tiering(),
                recipe.rule(),
                recipe.optimizer(),
                recipe.participation(),
                recipe.limits(),
                recipe.evaluateAfter());

        assertThatThrownBy(() -> engine(unknown, new ScriptedTransport(order -> List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no codec 'int9' among [float32]");
    }

    @Test
    void anotherClientIsAskedInPlaceOfOneThatVanishesAndIsTimedFromItsOwnOrder() throws Exception {
        registered = 5;
        ScriptedTransport transport = new ScriptedTransport(order ->
                number(order) == 2 ? List.of() : List.of(answer(update(order, new float[3], 1), 1)));
        transport.vanish.add(new TaskId(new JobId("job"), 0, new ClientId("c2")));

        Outcome outcome = engine(recipe(new Add()), transport).next(federation(Parameters.zeros(LAYOUT)));

        assertThat(outcome.report().counted()).isEqualTo(3);
        assertThat(outcome.report().clients()).hasSize(4);
        ClientReport vanished = outcome.report().clients().getLast();
        assertThat(vanished.client()).isEqualTo(new ClientId("c2"));
        assertThat(vanished.status()).isEqualTo(ClientReport.Status.TIMED_OUT);
        assertThat(outcome.feedback().timedOut()).containsOnlyKeys(new ClientId("c2"));
        ClientId spare = transport.sent.getLast().id().client();
        assertThat(spare.value()).isIn("c4", "c5");
        assertThat(outcome.feedback().latencies()).containsEntry(spare, Duration.ofSeconds(1));
    }

    @Test
    void replyThatDoesNotSayWhatTheRuleNeedsIsRefusedAndTheOthersCount() throws Exception {
        Recipe recipe = recipe(new FedNova(), new Add());
        ScriptedTransport transport = new ScriptedTransport(order -> {
            Metrics said = number(order) == 2 ? Metrics.none() : Metrics.of("steps", 4);
            TaskReply reply = new TaskReply.Updated(
                    order.id(), CODEC.encode(Parameters.copyOf(LAYOUT, new float[] {1, 2, 3}), 0), 5, said);
            return List.of(answer(reply, number(order)));
        });

        Outcome outcome = engine(recipe, transport).next(federation(Parameters.zeros(LAYOUT)));

        assertThat(outcome.report().clients().get(1).rejection()).contains(Rejection.ABSURD_CLAIM);
        assertThat(outcome.report().clients().get(1).detail()).contains("steps");
        assertThat(outcome.report().counted()).isEqualTo(2);
        assertThat(outcome.after().model().parameters()).isEqualTo(Parameters.copyOf(LAYOUT, new float[] {1, 2, 3}));
    }

    @Test
    void clientsAreToldWhatTheRuleNeedsToKnow() throws Exception {
        ScriptedTransport transport = new ScriptedTransport(order -> List.of());

        Outcome _ = engine(recipe(new QFedAvg(), new Add()), transport).next(federation(Parameters.zeros(LAYOUT)));

        assertThat(transport.sent).hasSize(3).allMatch(order -> order.settings().flag("start-loss", false));
    }

    @Test
    void aHostileVariateIsRefusedAndTheServersMovesByTheShareOfClientsThatCounted() throws Exception {
        Scaffold scaffold = new Scaffold();
        Parameters start = scaffold.start(Parameters.zeros(LAYOUT));
        Parameters good = ControlledModel.startingAt(Parameters.copyOf(LAYOUT, new float[] {1, 2, 3}))
                .joined();
        ScriptedTransport transport = new ScriptedTransport(order -> {
            float[] values = good.toArray();
            Arrays.fill(values, LAYOUT.size(), values.length, number(order) == 2 ? Float.NaN : 6);
            Parameters change =
                    number(order) == 3 ? Parameters.zeros(LAYOUT) : Parameters.copyOf(good.layout(), values);
            return List.of(answer(
                    new TaskReply.Updated(order.id(), CODEC.encode(change, 0), 5, Metrics.none()), number(order)));
        });
        registered = 4;

        Outcome outcome = engine(recipe(scaffold), transport).next(federation(start));

        assertThat(outcome.report().clients().stream()
                        .map(ClientReport::rejection)
                        .flatMap(Optional::stream))
                .containsExactly(Rejection.NOT_FINITE, Rejection.WRONG_LAYOUT);
        ControlledModel after = ControlledModel.of(outcome.after().model().parameters());
        assertThat(after.parameters()).isEqualTo(Parameters.copyOf(LAYOUT, new float[] {1, 2, 3}));
        float share = 6f / registered;
        assertThat(after.variate()).isEqualTo(Parameters.copyOf(LAYOUT, new float[] {share, share, share}));
        assertThat(transport.sent).allMatch(order -> order.settings().flag("control-variates", false));
    }

    @Test
    void whatTheRuleRemembersComesBackBesideTheStateOfTheOptimiser() throws Exception {
        ScriptedTransport transport =
                new ScriptedTransport(order -> List.of(answer(update(order, new float[] {1, 1, 1}, 1), 1)));
        FedAvgM optimizer = new FedAvgM();
        RoundEngine engine = engine(recipe(new Counting(1), optimizer), transport);
        Federation first = federation(Parameters.zeros(LAYOUT), optimizer.initialState(LAYOUT));

        Federation second = engine.next(engine.next(first).after()).after();

        assertThat(second.optimizerState().vectors()).containsOnlyKeys("momentum", "rule.rounds");
        assertThat(second.optimizerState().vector("rule.rounds").get(0)).isEqualTo(2);
        assertThat(second.optimizerState().vector("momentum").get(0)).isEqualTo(1.9f);
    }

    @Test
    void ruleThatNeedsMoreThanTheQuorumLeavesTheModelAsItIsWhenTooFewAnswer() throws Exception {
        Function<TaskOrder, List<Answer>> two =
                order -> number(order) == 2 ? List.of() : List.of(answer(update(order, new float[] {1, 1, 1}, 1), 1));

        Outcome outcome = engine(recipe(new Counting(3), new Add()), new ScriptedTransport(two))
                .next(federation(Parameters.zeros(LAYOUT)));

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.NO_QUORUM);
        assertThat(outcome.after().model().version()).isZero();
    }

    @Test
    void ruleThatNeedsMoreThanARoundWantsIsRefusedBeforeTheFirstRound() {
        assertThatThrownBy(() -> recipe(new Counting(4), new Add()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule counting needs 4")
                .hasMessageContaining("3 are wanted");
    }

    private Outcome run(Function<TaskOrder, List<Answer>> script) throws InterruptedException {
        return engine(recipe(new Add()), new ScriptedTransport(script)).next(federation(Parameters.zeros(LAYOUT)));
    }

    private static RoundEngine engine(Recipe recipe, ScriptedTransport transport) {
        return new RoundEngine(
                recipe,
                transport,
                (model, tiers) -> new Evaluated(0.5, 1.0, List.of(OptionalDouble.of(0.5))),
                transport,
                CODECS);
    }

    private Recipe recipe(ServerOptimizer optimizer) {
        return recipe(new WeightedMean(), optimizer);
    }

    private Recipe recipe(AggregationRule rule, ServerOptimizer optimizer) {
        return new Recipe(
                new Work("train", Settings.none(), LearningRateSchedule.exponential(0.1, 0.5), "float32"),
                new FirstClients(),
                new Remembering(),
                rule,
                optimizer,
                participation,
                LIMITS,
                EvaluationSchedule.everyRounds(1, 1));
    }

    private Federation federation(Parameters model) {
        return federation(model, OptimizerState.empty());
    }

    private Federation federation(Parameters model, OptimizerState state) {
        return new Federation(
                new JobId("job"),
                0,
                new GlobalModel(ModelSpec.of("test"), 0, model),
                state,
                TestPlans.of(registered),
                new Seed(7));
    }

    private static int number(TaskOrder order) {
        return Integer.parseInt(order.id().client().value().substring(1));
    }

    private static TaskReply update(TaskOrder order, float[] change, long examples) {
        return new TaskReply.Updated(
                order.id(), CODEC.encode(Parameters.copyOf(LAYOUT, change), 0), examples, Metrics.none());
    }

    private static Answer answer(TaskReply reply, int seconds) {
        return new Answer(reply, Duration.ofSeconds(seconds));
    }

    /** Asks c1, c2, ... up to the number wanted or registered. */
    private final class FirstClients implements SelectionPolicy {
        @Override
        public String name() {
            return "first-clients";
        }

        @Override
        public Cohort select(TierPlan plan, int size, RandomGenerator random) {
            return new Cohort(
                    OptionalInt.of(0),
                    IntStream.rangeClosed(1, Math.min(size, registered))
                            .mapToObj(i -> new ClientId("c" + i))
                            .toList());
        }
    }

    /** Keeps the plan and what it is told. */
    private final class Remembering implements TieringPolicy {
        @Override
        public String name() {
            return "remembering";
        }

        @Override
        public TierPlan start(TierPlan tiers) {
            return tiers;
        }

        @Override
        public TierPlan adapt(TierPlan plan, Feedback feedback) {
            told.add(feedback);
            return plan;
        }
    }

    /** A mean that remembers how many rounds there were. */
    private record Counting(int leastUpdates) implements AggregationRule {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public Accumulator open(RuleContext context) {
            Parameters before = context.memory().vectors().getOrDefault("rounds", Parameters.zeros(Layout.flat(1)));
            Accumulator mean = new WeightedMean().open(context);
            return new Accumulator() {
                @Override
                public void add(Claim claim, Parameters change) {
                    mean.add(claim, change);
                }

                @Override
                public void merge(Accumulator other) {
                    mean.merge(other);
                }

                @Override
                public int updates() {
                    return mean.updates();
                }

                @Override
                public Aggregate finish() {
                    Aggregate sum = mean.finish();
                    Parameters rounds = Parameters.copyOf(Layout.flat(1), new float[] {before.get(0) + 1});
                    OptimizerState memory = OptimizerState.empty().with("rounds", rounds);
                    return new Aggregate(sum.change(), sum.totalWeight(), sum.updates(), memory);
                }
            };
        }
    }

    /** Doubles the first value, whatever the clients say. */
    private static final class Doubling implements ServerOptimizer {
        @Override
        public String name() {
            return "doubling";
        }

        @Override
        public OptimizerState initialState(Layout layout) {
            return OptimizerState.empty();
        }

        @Override
        public Step step(Parameters model, Aggregate aggregate, OptimizerState state) {
            float[] values = model.toArray();
            values[0] *= 2;
            return new Step(Parameters.owning(model.layout(), values), state);
        }
    }
}
