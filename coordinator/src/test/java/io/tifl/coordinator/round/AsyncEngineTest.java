package io.tifl.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.aggregation.Add;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.Scaffold;
import io.tifl.aggregation.ServerOptimizer;
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
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Concurrency;
import io.tifl.tiering.Pace;
import io.tifl.tiering.Profiling;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.SelectionPolicy;
import io.tifl.tiering.Splitting;
import io.tifl.tiering.Staleness;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncEngineTest {
    private static final Layout LAYOUT = Layout.flat(1);
    private static final UpdateCodec CODEC = new Float32Codec();
    private static final UpdateLimits LIMITS = new UpdateLimits(100, 1_000_000, 10);
    private static final Staleness ROOT = new Staleness(Staleness.Decay.POLYNOMIAL, 1, 0.5, 0, Long.MAX_VALUE);
    private static final double AFTER_TWO_STEPS = 1 / Math.sqrt(3);

    private final Map<String, Double> seconds = new HashMap<>(Map.of("c1", 1.0, "c2", 2.5, "c3", 100.0));
    private final Map<String, Float> changes = new HashMap<>(Map.of("c1", 1f, "c2", 1f, "c3", 1f));
    private final List<TaskOrder> ordered = new ArrayList<>();
    private final List<Federation> kept = new ArrayList<>();
    private final Set<TaskId> known = new HashSet<>();
    private Participation participation = new Participation(2, 0, 1, Duration.ofSeconds(10));
    private AggregationRule rule = new WeightedMean();
    private ServerOptimizer optimizer = new Add();
    private TierPlan plan = TestPlans.of(3);
    private Function<TaskOrder, TaskReply> client = this::update;
    private Optional<AsyncEngine> engine = Optional.empty();

    @AfterEach
    void close() {
        engine.ifPresent(AsyncEngine::close);
    }

    /** Clients in the order of their names, as many as are asked for. */
    private static final class InOrder implements SelectionPolicy {
        @Override
        public String name() {
            return "in-order";
        }

        @Override
        public Cohort select(TierPlan plan, int size, RandomGenerator random) {
            return new Cohort(
                    OptionalInt.empty(),
                    plan.clients(0).stream().sorted().limit(size).toList());
        }
    }

    private TaskReply update(TaskOrder order) {
        Parameters change = Parameters.copyOf(
                LAYOUT, new float[] {changes.getOrDefault(order.id().client().value(), 1f)});
        return new TaskReply.Updated(order.id(), CODEC.encode(change, 1L), 1, Metrics.none());
    }

    private void note(Federation keeping) {
        keeping.flights().forEach(flight -> known.add(flight.task(keeping.job())));
    }

    private List<Answer> answer(TaskOrder order) {
        assertThat(known).as("kept before it goes out").contains(order.id());
        ordered.add(order);
        long millis = Math.round(seconds.getOrDefault(order.id().client().value(), 1.0) * 1000);
        return List.of(new Answer(client.apply(order), Duration.ofMillis(millis)));
    }

    private Recipe recipe() {
        return new Recipe(
                new Work("train", Settings.none(), LearningRateSchedule.exponential(0.1, 1), CODEC.name()),
                new InOrder(),
                SchedulingPolicy.catalog()
                        .get("vanilla")
                        .recipe(Settings.none())
                        .tiering(),
                rule,
                optimizer,
                participation,
                LIMITS,
                EvaluationSchedule.never());
    }

    private List<Outcome> run(Pace.Overlapping pace, int rounds) throws Exception {
        return run(pace, rounds, start());
    }

    private Federation start() {
        return new Federation(
                new JobId("job"),
                0,
                new GlobalModel(ModelSpec.of("any"), 0, Parameters.zeros(LAYOUT)),
                OptimizerState.empty(),
                plan,
                new Seed(1));
    }

    private List<Outcome> run(Pace.Overlapping pace, int rounds, Federation from) throws Exception {
        ScriptedTransport transport = new ScriptedTransport(this::answer);
        AsyncEngine running = new AsyncEngine(
                recipe(),
                pace,
                transport,
                (_, _) -> new Evaluated(0, 0, List.of()),
                transport,
                Catalog.of("codec", List.of(CODEC)),
                keeping -> {
                    kept.add(keeping);
                    note(keeping);
                });
        note(from);
        engine = Optional.of(running);
        Federation state = from;
        List<Outcome> outcomes = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            outcomes.add(running.next(state));
            state = outcomes.getLast().after();
        }
        return outcomes;
    }

    private static Pace.Buffered buffered(int buffer, boolean towards) {
        return new Pace.Buffered(
                new Concurrency.Fixed(2), Optional.of(buffer), ROOT, true, towards, Pace.UNTIL_THE_DEADLINE, 1);
    }

    private static List<Double> models(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> (double) outcome.after().model().parameters().get(0))
                .toList();
    }

    private static List<Double> ends(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(Outcome::report)
                .map(report -> report.started().plus(report.elapsed()).toEpochMilli() / 1000.0)
                .toList();
    }

    // c1 answers after 1, 2 and 3 s, each time on the latest model; c2 after 2.5 s on the first one, two steps later.
    @Test
    void staleUpdateIsDiscountedAndOthersStepMeanwhile() throws Exception {
        List<Outcome> outcomes = run(buffered(1, false), 4);

        assertThat(ends(outcomes)).containsExactly(1.0, 2.0, 2.5, 3.0);
        assertThat(models(outcomes).get(1)).isEqualTo(2);
        assertThat(models(outcomes).get(2)).isCloseTo(2 + AFTER_TWO_STEPS, within(1e-6));
        // It began at 2 s with the model of two steps, and one more was made since.
        assertThat(models(outcomes).get(3)).isCloseTo(2 + AFTER_TWO_STEPS + 1 / Math.sqrt(2), within(1e-6));
        assertThat(outcomes.get(2).report().clients().getFirst().roundsAgo()).isEqualTo(2);
    }

    // FedAsync: from 2 towards the client's model, which is 0 + 1.
    @Test
    void modelMovesTowardsTheClientsModelWhereThatIsAskedFor() throws Exception {
        List<Outcome> outcomes = run(buffered(1, true), 3);

        assertThat(models(outcomes).get(0)).isEqualTo(1);
        assertThat(models(outcomes).get(1)).isEqualTo(2);
        assertThat(models(outcomes).get(2)).isCloseTo(2 + AFTER_TWO_STEPS * (1 - 2), within(1e-6));
    }

    @Test
    void stepIsTheMeanOfTheBufferAndNobodyIsInItTwice() throws Exception {
        changes.put("c1", 3f);
        seconds.put("c3", 4.0);

        List<Outcome> outcomes = run(buffered(2, false), 1);

        assertThat(ends(outcomes)).containsExactly(2.5);
        assertThat(models(outcomes)).containsExactly(2.0);
        // When c1 had answered c3 began, not c1 again; and goes on after the step.
        assertThat(outcomes.getFirst().after().flights())
                .extracting(flight -> flight.client().value())
                .containsExactly("c3");
    }

    // Every update is 1, so the models are 1, 2, 3 and so on; the mean is of a quarter of them as long as those are
    // few.
    @Test
    void servedModelIsTheMeanOfTheLatestAndClientsGoOnFromTheLatest() throws Exception {
        plan = TestPlans.of(1);
        Pace.Buffered meanOfTwo = new Pace.Buffered(
                new Concurrency.Fixed(1), Optional.of(1), ROOT, true, false, Pace.UNTIL_THE_DEADLINE, 2);

        List<Outcome> outcomes = run(meanOfTwo, 8);

        assertThat(models(outcomes)).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
        assertThat(served(outcomes)).containsExactly(1.0, 2.0, 3.0, 3.5, 4.25, 5.125, 6.0625, 7.03125);
        assertThat(ordered.getLast().model().parameters().get(0)).isEqualTo(7);
        assertThat(outcomes.getLast().after().served().version()).isEqualTo(8);
        assertThat(served(run(buffered(1, false), 3)))
                .as("without a mean it is the latest")
                .containsExactly(1.0, 2.0, 3.0);
    }

    private static List<Double> served(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> (double) outcome.after().served().parameters().get(0))
                .toList();
    }

    private static List<String> out(Federation state) {
        return state.flights().stream()
                .map(flight -> flight.client().value())
                .sorted()
                .toList();
    }

    @Test
    void ordersAreKeptWithThoseWhoseAnswersWaitForTheStep() throws Exception {
        run(buffered(2, false), 1);

        assertThat(kept)
                .extracting(AsyncEngineTest::out)
                .containsExactly(List.of("c1", "c2"), List.of("c1", "c2", "c3"));
        assertThat(kept).allSatisfy(state -> assertThat(state.round()).isZero());
    }

    @Test
    void roundThatWasCutShortGoesOnWithTheOrdersItHadAndEndsAsItWouldHave() throws Exception {
        changes.put("c1", 3f);
        Outcome whole = run(buffered(2, false), 1).getFirst();
        Federation cut = kept.getLast();
        ordered.clear();
        kept.clear();

        Outcome resumed = run(buffered(2, false), 1, cut).getFirst();

        assertThat(ordered)
                .extracting(order -> order.id().client().value())
                .containsExactlyInAnyOrder("c1", "c2", "c3");
        assertThat(ordered).allSatisfy(order -> assertThat(order.id().round()).isZero());
        assertThat(kept).isEmpty();
        assertThat(resumed.after().model()).isEqualTo(whole.after().model());
        assertThat(out(resumed.after())).isEqualTo(out(whole.after()));
        assertThat(resumed.report().clients())
                .extracting(ClientReport::roundsAgo)
                .containsOnly(0L);
    }

    @Test
    void windowThatWasCutShortAsksNobodyElse() throws Exception {
        plan = TestPlans.of(6);
        Pace.Windowed windowed = new Pace.Windowed(1, ROOT);
        run(windowed, 1);
        Federation cut = kept.getFirst();
        ordered.clear();

        run(windowed, 1, cut);

        assertThat(ordered).extracting(order -> order.id().client().value()).containsExactlyInAnyOrder("c1", "c2");
    }

    @Test
    void moreThanABufferThatCameWhileNobodyLookedIsForTheNextStep() throws Exception {
        Federation before = start();
        seconds.putAll(Map.of("c1", 0.0, "c2", 0.0, "c3", 0.0));
        List<Flight> flights = before.tiers().clients(0).stream()
                .map(one -> new Flight(one, 0, 0, Instant.EPOCH, Duration.ofSeconds(10), before.model(), 1))
                .toList();

        List<Outcome> outcomes = run(buffered(2, false), 2, before.withFlights(flights));

        assertThat(outcomes).extracting(outcome -> outcome.report().counted()).containsExactly(2, 2);
        assertThat(outcomes.getFirst().after().flights()).hasSize(1);
    }

    @Test
    void updateThatIsTooStaleIsRefusedAndTheOthersGoOn() throws Exception {
        Staleness strict = new Staleness(Staleness.Decay.CONSTANT, 1, 0, 0, 1);

        List<Outcome> outcomes = run(
                new Pace.Buffered(
                        new Concurrency.Fixed(2), Optional.of(1), strict, true, false, Pace.UNTIL_THE_DEADLINE, 1),
                4);

        assertThat(models(outcomes)).containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThat(outcomes.get(2).report().clients())
                .extracting(ClientReport::rejection)
                .containsExactly(Optional.of(Rejection.STALE), Optional.empty());
    }

    @Test
    void silentClientIsWaitedForUntilItsDeadlineAndHoldsUpNobody() throws Exception {
        seconds.put("c2", 100.0);

        List<Outcome> outcomes = run(buffered(1, false), 11);

        assertThat(ends(outcomes).subList(0, 9)).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
        Outcome expired = outcomes.stream()
                .filter(outcome -> !outcome.feedback().timedOut().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(expired.feedback().timedOut()).containsEntry(new ClientId("c2"), Duration.ofSeconds(10));
        assertThat(expired.report().status()).isEqualTo(RoundReport.Status.COMMITTED);
    }

    @Test
    void hostileRepliesAreRefusedAndCostNobodyElseAnything() throws Exception {
        client = order -> order.id().client().value().equals("c1")
                ? new TaskReply.Updated(
                        order.id(),
                        CODEC.encode(Parameters.copyOf(LAYOUT, new float[] {Float.NaN}), 1L),
                        1,
                        Metrics.none())
                : update(order);

        List<Outcome> outcomes = run(buffered(1, false), 1);

        assertThat(models(outcomes)).containsExactly(1.0);
        assertThat(outcomes.getFirst().report().clients())
                .extracting(ClientReport::status)
                .containsExactly(ClientReport.Status.REJECTED, ClientReport.Status.COUNTED);
    }

    @Test
    void roundInWhichAllFailPassesWithoutAModel() throws Exception {
        client = order -> new TaskReply.Failed(order.id(), TaskReply.Fault.CLIENT, "no");
        seconds.put("c3", 1.0);

        List<Outcome> outcomes = run(buffered(1, false), 2);

        assertThat(outcomes)
                .extracting(outcome -> outcome.report().status())
                .containsExactly(RoundReport.Status.NO_QUORUM, RoundReport.Status.NO_QUORUM);
        assertThat(outcomes.getLast().after().round()).isEqualTo(2);
        assertThat(models(outcomes)).containsExactly(0.0, 0.0);
    }

    @Test
    void nobodyToAskIsSaidAndNothingSent() throws Exception {
        plan = TestPlans.of(0);

        List<Outcome> outcomes = run(buffered(1, false), 1);

        assertThat(outcomes.getFirst().report().status()).isEqualTo(RoundReport.Status.NO_CLIENTS);
        assertThat(ordered).isEmpty();
    }

    /** c1 and c2 in a fast tier, c3 in a slow one. */
    private static TierPlan twoTiers() {
        ClientId[] clients = {new ClientId("c1"), new ClientId("c2"), new ClientId("c3"), new ClientId("c4")};
        Profiling profiling = Profiling.of(List.of(clients), 1, Duration.ofSeconds(100))
                .after(Map.of(
                        clients[0], Duration.ofSeconds(1),
                        clients[1], Duration.ofSeconds(1),
                        clients[2], Duration.ofSeconds(4),
                        clients[3], Duration.ofSeconds(4)));
        Settings said = Settings.none().with("tiers", 2);
        return Splitting.from(said, Splitting.catalog(), 2).plan(profiling.profiles());
    }

    // Tier 1 makes a step every second, tier 2 at 3.5 s from the first model. Counts begin at 1.
    @Test
    void tiersStepAtTheirOwnPaceAndTheSlowOnesWeighMore() throws Exception {
        plan = twoTiers();
        seconds.putAll(Map.of("c1", 1.0, "c2", 1.0, "c3", 3.5, "c4", 3.5));
        changes.putAll(Map.of("c1", 1f, "c2", 1f, "c3", 8f, "c4", 8f));

        List<Outcome> outcomes = run(new Pace.Tiers(1, Optional.empty()), 4);

        assertThat(ends(outcomes)).containsExactly(1.0, 2.0, 3.0, 3.5);
        // The fast tier's model weighs with the slow one's count: 1 of 3, then 1 of 4, 1 of 5; the slow one's is 0.
        double first = 1.0 / 3;
        double second = (first + 1) / 4;
        double third = (second + 1) / 5;
        // Counts are 4 and 2 then: the slow tier's 0 + 8 weighs 4 of 6.
        double fourth = (second + 1) * 2 / 6 + 8.0 * 4 / 6;
        assertThat(models(outcomes).get(0)).isCloseTo(first, within(1e-6));
        assertThat(models(outcomes).get(1)).isCloseTo(second, within(1e-6));
        assertThat(models(outcomes).get(2)).isCloseTo(third, within(1e-6));
        assertThat(models(outcomes).get(3)).isCloseTo(fourth, within(1e-5));
        assertThat(outcomes.getLast().report().tier()).hasValue(1);
    }

    @Test
    void withoutFirstCountsTheFastTiersWaitForTheSlowOnesCount() throws Exception {
        plan = twoTiers();
        seconds.putAll(Map.of("c1", 1.0, "c2", 1.0, "c3", 3.5, "c4", 3.5));
        changes.putAll(Map.of("c4", 1f));

        List<Outcome> outcomes = run(new Pace.Tiers(0, Optional.empty()), 3);

        assertThat(models(outcomes)).containsExactly(0.0, 0.0, 0.0);
    }

    // Windows are as long as the slowest client of the single tier took when it was profiled: 2 s.
    @Test
    void whatIsLateCountsInTheWindowInWhichItComes() throws Exception {
        ClientId[] clients = {new ClientId("c1"), new ClientId("c2")};
        plan = Splitting.from(Settings.none().with("tiers", 1), Splitting.catalog(), 2)
                .plan(Profiling.of(List.of(clients), 1, Duration.ofSeconds(100))
                        .after(Map.of(clients[0], Duration.ofSeconds(1), clients[1], Duration.ofSeconds(2)))
                        .profiles());

        List<Outcome> outcomes = run(new Pace.Windowed(1, ROOT), 2);

        // Nobody is left to be waited for when c1 has answered.
        assertThat(ends(outcomes)).containsExactly(2.0, 3.0);
        assertThat(models(outcomes).get(0)).isEqualTo(1);
        // c2's of 2.5 s is one step old, c1's of 3 s is not: (1 / sqrt(2) + 1) / 2.
        assertThat(models(outcomes).get(1)).isCloseTo(1 + (1 / Math.sqrt(2) + 1) / 2, within(1e-6));
    }

    @Test
    void clientsThatKeepSomethingAreRefused() {
        optimizer = new Scaffold();

        assertThatThrownBy(() -> run(buffered(1, false), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scaffold")
                .hasMessageContaining("asynchronous");
    }

    @Test
    void ruleThatNeedsMoreThanTheBufferIsRefused() {
        rule = AggregationRule.catalog()
                .get("multi-krum")
                .configured(Settings.none().with("attackers", 1));
        participation = new Participation(10, 0, 1, Duration.ofSeconds(10));

        assertThatThrownBy(() -> run(buffered(2, false), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multi-krum")
                .hasMessageContaining("buffer is 2");
    }

    @Test
    void ruleThatRemembersIsRefusedWhereTiersHaveRoundsOfTheirOwn() {
        rule = AggregationRule.catalog().get("median");

        assertThatThrownBy(() -> run(new Pace.Tiers(1, Optional.empty()), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weighted-mean");
    }
}
