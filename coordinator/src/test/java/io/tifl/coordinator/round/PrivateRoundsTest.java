package io.tifl.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tifl.aggregation.Add;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.SampledGaussian;
import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import io.tifl.aggregation.wrapper.WrappedRule;
import io.tifl.aggregation.wrapper.Wrapper;
import io.tifl.coordinator.round.ScriptedTransport.Answer;
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
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.SchedulingPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
                completed -> false,
                Optional.empty(),
                Optional.of(new Privacy(budget, NoiseSource.seeded(new Seed(3)))));
    }

    private RoundEngine engine(PrivacyBudget budget, Spending spending) {
        ScriptedTransport transport = new ScriptedTransport(order -> List.of(answer(order)));
        return new RoundEngine(
                recipe(budget, "vanilla"),
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
