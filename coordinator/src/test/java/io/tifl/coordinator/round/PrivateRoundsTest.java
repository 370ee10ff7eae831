package io.tifl.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tifl.aggregation.Add;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.aggregation.privacy.GaussianTree;
import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.SampledGaussian;
import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import io.tifl.aggregation.wrapper.WrappedRule;
import io.tifl.aggregation.wrapper.Wrapper;
import io.tifl.coordinator.round.ScriptedTransport.Answer;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.SchedulingPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rounds with noise: what they cost is kept before anything is shown, and a job ends with its budget. */
class PrivateRoundsTest {
    private static final Layout LAYOUT = Layout.flat(3);
    private static final UpdateCodec CODEC = new Float32Codec();
    private static final double DELTA = 1e-5;
    private static final double NOISE = 4;
    private static final int CLIENTS = 4;
    private static final int ASKED = 2;

    private final List<String> happened = new ArrayList<>();
    private final List<TaskId> asked = new ArrayList<>();
    private float change = 0.25f;

    private Recipe recipe(PrivacyBudget budget, String policy) {
        SchedulingPolicy named = SchedulingPolicy.catalog().get(policy);
        PolicyRecipe parts = named.recipe(
                named.settings().contains("rounds") ? Settings.none().with("rounds", 10) : Settings.none());
        return new Recipe(
                new Work("train", Settings.none(), LearningRateSchedule.exponential(0.1, 1), "float32"),
                parts.selection(),
                parts.tiering(),
                WrappedRule.of(
                        new WeightedMean(),
                        List.of(new Wrapper.WeightCap(1), new Wrapper.Clip(1), new Wrapper.Noise(NOISE, ASKED))),
                new Add(),
                new Participation(ASKED, 0, 1, Duration.ofSeconds(10)),
                new UpdateLimits(100, 1_000_000, 1_000),
                EvaluationSchedule.never(),
                Optional.empty(),
                Optional.of(new Privacy(budget, NoiseSource.seeded(new Seed(3)))));
    }

    private RoundEngine engine(PrivacyBudget budget, StateKeeper spending) {
        return engine(recipe(budget, "vanilla"), spending);
    }

    private RoundEngine engine(Recipe recipe, StateKeeper spending) {
        ScriptedTransport transport = new ScriptedTransport(order -> {
            asked.add(order.id());
            return List.of(answer(order));
        });
        return new RoundEngine(
                recipe,
                transport,
                (model, tiers) -> {
                    happened.add("evaluated " + model.version());
                    return new Evaluated(0.5, 1.0, List.of(OptionalDouble.of(0.5)));
                },
                transport,
                Catalog.of("codec", List.of(CODEC)),
                spending);
    }

    private Answer answer(TaskOrder order) {
        Parameters update = Parameters.copyOf(LAYOUT, new float[] {change, 0, 0});
        return new Answer(
                new TaskReply.Updated(order.id(), CODEC.encode(update, 0), 5, Metrics.none()), Duration.ofSeconds(1));
    }

    private static Federation first() {
        return new Federation(
                new JobId("job"),
                0,
                new GlobalModel(ModelSpec.of("test"), 0, Parameters.zeros(LAYOUT)),
                OptimizerState.empty(),
                TestPlans.of(CLIENTS),
                new Seed(7));
    }

    private static PrivacyBudget worth(int rounds) {
        return new PrivacyBudget(
                first().privacy()
                        .after(new SampledGaussian(Sampling.FIXED_SIZE, (double) ASKED / CLIENTS, NOISE), rounds)
                        .epsilon(DELTA),
                DELTA);
    }

    @Test
    void jobEndsWhenItsBudgetDoesAndItsLastModelIsEvaluated() throws Exception {
        RoundEngine engine = engine(worth(3), _ -> {});
        Federation state = first();
        List<RoundReport.Status> statuses = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            Outcome outcome = engine.next(state);
            statuses.add(outcome.report().status());
            state = outcome.after();
        }

        assertThat(statuses)
                .containsExactly(
                        RoundReport.Status.COMMITTED,
                        RoundReport.Status.COMMITTED,
                        RoundReport.Status.COMMITTED,
                        RoundReport.Status.BUDGET_SPENT);
        assertThat(state.round()).isEqualTo(3);
        assertThat(state.privacy().uses().values()).containsExactly(3L);
        assertThat(happened).containsExactly("evaluated 3");
    }

    @Test
    void costIsKeptBeforeAnybodySeesTheModel() throws Exception {
        RoundEngine engine = engine(
                worth(1), spent -> happened.add("kept " + spent.privacy().uses().values()));

        Outcome _ = engine.next(first());

        assertThat(happened).containsExactly("kept [1]", "evaluated 1");
    }

    @Test
    void modelIsNotShownIfItsCostCannotBeKept() {
        RoundEngine engine = engine(worth(1), spent -> {
            throw new IllegalStateException("the disk is full");
        });

        assertThatIllegalStateException().isThrownBy(() -> engine.next(first())).withMessage("the disk is full");
        assertThat(happened).isEmpty();
    }

    @Test
    void crashAtTheBoundaryOfTheBudgetCostsNothingTwiceIfTheSameRepliesCount() throws Exception {
        List<Federation> kept = new ArrayList<>();
        Outcome before = engine(worth(1), kept::add).next(first());

        // What was kept before the crash is all there is.
        Outcome again = engine(worth(1), kept::add).next(kept.getFirst());

        assertThat(again.after().model().parameters().sha256())
                .isEqualTo(before.after().model().parameters().sha256());
        assertThat(again.after().privacy().uses().values()).containsExactly(1L);
        assertThat(kept).hasSize(1);
    }

    @Test
    void crashAtTheBoundaryOfTheBudgetShowsNoOtherSumOfTheSameRound() throws Exception {
        List<Federation> kept = new ArrayList<>();
        Outcome _ = engine(worth(1), kept::add).next(first());
        change = 0.125f;

        Outcome again = engine(worth(1), kept::add).next(kept.getFirst());

        assertThat(again.report().status()).isEqualTo(RoundReport.Status.BUDGET_SPENT);
        assertThat(again.after().model().version()).isZero();
        assertThat(kept).hasSize(1);
    }

    @Test
    void otherSumOfTheSameRoundCostsOnceMoreWhileThereIsBudget() throws Exception {
        List<Federation> kept = new ArrayList<>();
        Outcome _ = engine(worth(5), kept::add).next(first());
        change = 0.125f;

        Outcome again = engine(worth(5), kept::add).next(kept.getFirst());

        assertThat(again.report().status()).isEqualTo(RoundReport.Status.COMMITTED);
        assertThat(again.after().privacy().uses().values()).containsExactly(2L);
    }

    @Test
    void nothingIsClaimedForTheDrawOfATierThatFollowsClientsData() {
        Recipe uniform = recipe(worth(1), "uniform");
        Recipe adaptive = recipe(worth(1), "adaptive");
        var plan = uniform.tiering().start(TestPlans.of(CLIENTS));

        Draw foreseeable = Draw.of(uniform.selection(), uniform.tiering(), plan, 1);
        Draw dataDependent = Draw.of(adaptive.selection(), adaptive.tiering(), plan, 1);

        assertThat(foreseeable.tierChance()).isEqualTo(1.0 / plan.tierCount());
        assertThat(dataDependent.tierChance()).isOne();
        assertThat(dataDependent.rate()).isEqualTo(foreseeable.rate());
    }

    @Test
    void noiseWithoutABudgetAndABudgetWithoutNoiseAreRefused() {
        Recipe whole = recipe(worth(1), "vanilla");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(whole, whole.rule(), Optional.empty()))
                .withMessageContaining("noise without a privacy budget");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(whole, new WeightedMean(), whole.privacy()))
                .withMessageContaining("a privacy budget without noise");
    }

    private RoundEngine treeEngine(GaussianTree tree, double epsilon, StateKeeper spending) {
        Recipe whole = recipe(new PrivacyBudget(epsilon, DELTA), "vanilla");
        AggregationRule rule = WrappedRule.of(
                new WeightedMean(),
                List.of(
                        new Wrapper.WeightCap(1),
                        new Wrapper.Clip(1),
                        new Wrapper.Noise(tree.noiseMultiplier(), ASKED, Optional.of(tree))));
        return engine(with(whole, rule, whole.privacy()), spending);
    }

    @Test
    void treeIsPaidForOnceAndEachClientIsAskedInItsTurnsOnly() throws Exception {
        GaussianTree tree = new GaussianTree(20, 12, 4, 3);
        RoundEngine engine = treeEngine(tree, 8, _ -> {});
        Federation state = first().withTiers(TestPlans.of(30));
        List<RoundReport.Status> statuses = new ArrayList<>();
        for (int round = 0; round < 13; round++) {
            Outcome outcome = engine.next(state);
            statuses.add(outcome.report().status());
            state = outcome.after();
        }

        assertThat(statuses.subList(0, 12)).containsOnly(RoundReport.Status.COMMITTED);
        assertThat(statuses.getLast()).isEqualTo(RoundReport.Status.BUDGET_SPENT);
        assertThat(state.privacy().uses()).containsExactly(Map.entry(tree, 1L));
        Map<ClientId, List<Long>> rounds = asked.stream()
                .collect(Collectors.groupingBy(TaskId::client, Collectors.mapping(TaskId::round, Collectors.toList())));
        assertThat(rounds.values())
                .allSatisfy(of -> assertThat(of.stream().map(round -> round % 3).distinct())
                        .hasSize(1));
    }

    @Test
    void roundWhoseTurnIsNobodysPassesWithoutAModel() throws Exception {
        RoundEngine engine = treeEngine(new GaussianTree(20, 12, 1, 1_000_000), 8, _ -> {});

        Outcome outcome = engine.next(first());

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.NO_QUORUM);
        assertThat(outcome.after().round()).isEqualTo(1);
        assertThat(outcome.after().privacy().isEmpty()).isTrue();
    }

    @Test
    void treeThatCostsMoreThanTheBudgetIsNotBegun() throws Exception {
        Outcome outcome = treeEngine(new GaussianTree(2, 12, 4, 3), 1, _ -> {}).next(first());

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.BUDGET_SPENT);
        assertThat(asked).isEmpty();
    }

    @Test
    void roundOfATreeIsTheSameAgainAfterACrashAndPassesIfOtherRepliesCount() throws Exception {
        GaussianTree tree = new GaussianTree(20, 12, 12, 1);
        List<Federation> kept = new ArrayList<>();
        Federation fifth = first();
        for (int round = 0; round < 5; round++) {
            fifth = treeEngine(tree, 60, _ -> {}).next(fifth).after();
        }
        Outcome before = treeEngine(tree, 60, kept::add).next(fifth);

        Outcome same = treeEngine(tree, 60, kept::add).next(kept.getFirst());
        change = 0.125f;
        Outcome other = treeEngine(tree, 60, kept::add).next(kept.getFirst());
        Outcome next = treeEngine(tree, 60, kept::add).next(other.after());

        assertThat(same.after().model().parameters().sha256())
                .isEqualTo(before.after().model().parameters().sha256());
        assertThat(other.report().status()).isEqualTo(RoundReport.Status.NO_QUORUM);
        assertThat(other.after().model().version()).isEqualTo(fifth.model().version());
        assertThat(next.report().status()).isEqualTo(RoundReport.Status.COMMITTED);
        assertThat(next.after().privacy().uses()).containsExactly(Map.entry(tree, 1L));
    }

    private static Recipe with(Recipe recipe, AggregationRule rule, Optional<Privacy> privacy) {
        return new Recipe(
                recipe.work(),
                recipe.selection(),
                recipe.tiering(),
                rule,
                recipe.optimizer(),
                recipe.participation(),
                recipe.limits(),
                recipe.evaluateAfter(),
                Optional.empty(),
                privacy);
    }
}
