package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TierPlanTest {
    private static final TieringPolicy UNIFORM =
            new StaticTiering("uniform", new StaticPolicy.Uniform()::probabilities);

    @Test
    void remembersAccuracyAfterEveryRoundAndOfTheInitialModel() {
        TierPlan start =
                Plans.evenly(2, 3, 1).withInitialAccuracy(List.of(OptionalDouble.of(.1), OptionalDouble.empty()));

        TierPlan one = UNIFORM.adapt(start, Plans.round(start, 0, .2, .3));
        TierPlan two = UNIFORM.adapt(one, Plans.round(one, 1));

        assertThat(two.roundsCompleted()).isEqualTo(2);
        assertThat(two.currentTier()).hasValue(1);
        assertThat(two.accuracy(0, 0)).hasValue(.1);
        assertThat(two.accuracy(1, 0)).isEmpty();
        assertThat(two.accuracy(0, 1)).hasValue(.2);
        assertThat(two.accuracy(1, 2)).hasValue(.3); // not measured: carried on
        assertThatThrownBy(() -> two.accuracy(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> two.accuracy(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void longHistoryIsKept() {
        TierPlan plan = Plans.evenly(3, 2, 1);
        for (int round = 1; round <= 5000; round++) {
            plan = UNIFORM.adapt(plan, Plans.round(plan, 0, round / 1e4, .5, .5));
        }

        assertThat(plan.accuracy(0, 1)).hasValue(1e-4);
        assertThat(plan.accuracy(0, 4321)).hasValue(.4321);
        assertThat(plan.accuracy(0, 5000)).hasValue(.5);
    }

    @Test
    void roundThatIgnoredTiersHasNoCurrentTier() {
        TierPlan plan = Plans.paper();
        Cohort cohort = new Cohort(OptionalInt.empty(), List.of(Plans.client(1)));

        TierPlan after =
                UNIFORM.adapt(plan, new Feedback(0, cohort, new LinkedHashMap<>(), new LinkedHashMap<>(), List.of()));

        assertThat(after.currentTier()).isEmpty();
        assertThat(after.roundsCompleted()).isOne();
    }

    @Test
    void feedbackThatDoesNotFitThePlanIsRefused() {
        TierPlan plan = Plans.evenly(2, 3, 1);
        Cohort beyond = new Cohort(OptionalInt.of(2), List.of());

        assertThatThrownBy(() -> UNIFORM.adapt(
                        plan, new Feedback(0, beyond, new LinkedHashMap<>(), new LinkedHashMap<>(), List.of())))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("tier 2 of a plan with 2 tiers");
        assertThatThrownBy(() -> UNIFORM.adapt(plan, Plans.round(plan, 0, .1, .2, .3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 accuracies given for a plan with 2 tiers");
    }

    @Test
    void initialAccuracyComesBeforeTheFirstRound() {
        TierPlan plan = Plans.evenly(2, 3, 1);
        TierPlan after = UNIFORM.adapt(plan, Plans.round(plan, 0));

        assertThatThrownBy(() -> after.withInitialAccuracy(List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void emptyTierIsNotDrawn() {
        TierPlan plan = Plans.evenly(2, 1, 1).without(Plans.client(0));

        assertThat(plan.drawProbabilities(WhenSpent.STOP)).containsExactly(0, 1);
        assertThat(plan.tier(0).size()).isZero();
    }

    @Test
    void untieredClientsAreOneTier() {
        TierPlan plan = TierPlan.untiered(List.of(Plans.client(2), Plans.client(1)));

        assertThat(plan.tierCount()).isOne();
        assertThat(plan.clients(0)).containsExactly(Plans.client(1), Plans.client(2));
        assertThat(plan.latency(Plans.client(1))).isEmpty();
        assertThatThrownBy(() -> TierPlan.untiered(List.of(Plans.client(1), Plans.client(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void clientsThatJoinOneByOneAreAllFound() {
        TierPlan plan = TierPlan.untiered(List.of());
        for (int i = 0; i < 3000; i++) {
            plan = plan.with(Plans.client(i));
        }

        TierPlan all = plan;
        assertThat(all.clientCount()).isEqualTo(3000);
        assertThat(IntStream.range(0, 3000)
                        .allMatch(i -> all.tierOf(Plans.client(i)).isPresent()))
                .isTrue();
        assertThat(all.tierOf(Plans.client(3000))).isEmpty();
    }
}
