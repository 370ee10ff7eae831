package io.tifl.experiments.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.FedNova;
import io.tifl.aggregation.QFedAvg;
import io.tifl.aggregation.WeightedMean;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.TransportContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Rounds of the engine with real clients over a real transport, under masks. */
final class SecureEngineTest extends SecureRounds {
    @Override
    protected TransportContract.Ends open() {
        return TransportContract.inProcess();
    }

    @Test
    void theModelIsThatOfPlainRoundsOverTheSameFixedPointValuesBitForBit() throws Exception {
        requireTheModelOfPlainRounds();
    }

    @Test
    void whoVanishesAtAnyStageIsNotInTheSumAndTheOthersAre() throws Exception {
        for (String stage : List.of("job", "job:secure-1", "job:secure-2", "job:secure-3")) {
            Predicate<TaskOrder> three = order -> !order.id().job().value().equals(stage)
                    || order.id().client().value().compareTo("c3") >= 0;
            Outcome outcome = rounds(
                            1, recipe(new WeightedMean(), "float32", 6, Optional.of(secure())), true, false, three)
                    .getFirst();
            boolean counted = stage.equals("job:secure-3");
            Outcome plain = rounds(
                            1,
                            recipe(new WeightedMean(), "float32", 6, Optional.empty()),
                            false,
                            true,
                            order -> counted || order.id().client().value().compareTo("c3") >= 0)
                    .getFirst();

            assertThat(outcome.report().status()).as(stage).isEqualTo(RoundReport.Status.COMMITTED);
            assertThat(outcome.report().counted()).as(stage).isEqualTo(counted ? COUNT : 7);
            assertThat(outcome.after().model().parameters())
                    .as(stage)
                    .isEqualTo(plain.after().model().parameters());
        }
    }

    @Test
    void aRoundWithoutASumSaysWhyAndTheJobGoesOn() throws Exception {
        Predicate<TaskOrder> fewMaskInTheFirstRound = order -> order.id().round() > 0
                || !order.id().job().value().equals("job:secure-2")
                || order.id().client().value().compareTo("c5") >= 0;

        List<Outcome> outcomes = rounds(
                1,
                recipe(new WeightedMean(), "float32", 6, Optional.of(secure())),
                true,
                false,
                fewMaskInTheFirstRound);

        Outcome first = outcomes.getFirst();
        assertThat(first.report().status()).isEqualTo(RoundReport.Status.NO_QUORUM);
        assertThat(first.after().round()).isEqualTo(1);
        assertThat(first.after().model().version()).isZero();
        assertThat(first.report().clients())
                .extracting(ClientReport::detail)
                .contains("no sum: 5 masked inputs came, the quorum is 6");
        assertThat(sums("aborted")).isEqualTo(1);
        assertThat(meters.get("tifl.secure.lost").counter().count()).isEqualTo(COUNT);
    }

    private double sums(String outcome) {
        return meters.get("tifl.secure.sums").tag("outcome", outcome).counter().count();
    }

    @Test
    void sumsAndTheirStagesAreCounted() throws Exception {
        List<Outcome> _ =
                rounds(2, recipe(new WeightedMean(), "float32", 6, Optional.of(secure())), true, false, _ -> true);

        assertThat(sums("made")).isEqualTo(2);
        assertThat(meters.get("tifl.secure.lost").counter().count()).isZero();
        for (String stage : List.of("shares", "masked", "revealed", "unmask")) {
            assertThat(meters.get("tifl.secure.stage")
                            .tag("stage", stage)
                            .timer()
                            .count())
                    .as(stage)
                    .isEqualTo(2);
        }
    }

    @Test
    void nothingButKeysSharesAndMaskedInputsGoesOut() throws Exception {
        List<Outcome> _ =
                rounds(1, recipe(new WeightedMean(), "float32", 6, Optional.of(secure())), true, false, _ -> true);

        assertThat(sent)
                .hasSize(4 * COUNT)
                .allSatisfy(reply -> assertThat(reply).isInstanceOfSatisfying(TaskReply.Updated.class, updated -> {
                    assertThat(updated.update().codec()).isEqualTo("secure");
                    assertThat(updated.examples()).isEqualTo(1);
                    assertThat(updated.metrics()).isEqualTo(Metrics.none());
                }));
    }

    @Test
    void aClientWithAnIdentityRefusesToSendAChangeInTheClear() throws Exception {
        Outcome outcome = rounds(1, recipe(new WeightedMean(), "float32", 6, Optional.empty()), true, false, _ -> true)
                .getFirst();

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.NO_QUORUM);
        assertThat(sent)
                .hasSize(COUNT)
                .allSatisfy(reply -> assertThat(reply)
                        .isInstanceOfSatisfying(
                                TaskReply.Failed.class,
                                failed -> assertThat(failed.message())
                                        .isEqualTo("this client sends its changes under masks only")));
    }

    @Test
    void aClientWithoutAnIdentitySaysSo() throws Exception {
        Outcome outcome = rounds(
                        1, recipe(new WeightedMean(), "float32", 6, Optional.of(secure())), false, false, _ -> true)
                .getFirst();

        assertThat(outcome.report().status()).isEqualTo(RoundReport.Status.NO_QUORUM);
        assertThat(sent)
                .allSatisfy(reply -> assertThat(reply)
                        .isInstanceOfSatisfying(
                                TaskReply.Failed.class,
                                failed -> assertThat(failed.message()).contains("no identity for secure aggregation")));
    }

    @Test
    void whatNeedsSingleUpdatesIsRefusedWhenARecipeIsBuilt() {
        for (AggregationRule rule : List.of(new FedNova(), new QFedAvg().configured(Settings.of(Map.of("q", "1"))))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> recipe(rule, "float32", 6, Optional.of(secure())))
                    .withMessageContaining("does not go with secure aggregation")
                    .withMessageContaining(rule.name());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe(new WeightedMean(), "int8", 6, Optional.of(secure())))
                .withMessageContaining("codec 'int8' does not go with secure aggregation");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe(new WeightedMean(), "float32", 2, Optional.of(secure())))
                .withMessageContaining("quorum of at least 3");
    }
}
