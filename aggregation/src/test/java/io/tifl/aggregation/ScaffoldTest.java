package io.tifl.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaffoldTest {
    private final Scaffold scaffold = new Scaffold();
    private final Parameters model = scaffold.start(Golden.change(0, 0));
    private final Aggregate aggregate =
            new Aggregate(new ControlledModel(Golden.change(1, 0), Golden.change(2, 0)).joined(), 10, 3);

    @Test
    void theModelMovesByTheMeanChangeAndTheVariateByTheShareOfClientsThatTookPart() {
        ControlledModel after =
                ControlledModel.of(scaffold.configured(Settings.none().with("learning-rate", 0.5))
                        .step(model, aggregate, OptimizerState.empty(), 12)
                        .model());

        for (int i = 0; i < after.parameters().size(); i++) {
            assertThat(after.parameters().get(i))
                    .isEqualTo(Golden.change(0, 0).get(i)
                            + 0.5f * Golden.change(1, 0).get(i));
            assertThat(after.variate().get(i))
                    .isEqualTo(0.25f * Golden.change(2, 0).get(i));
        }
    }

    @Test
    void moreUpdatesThanClientsCountAsAllOfThem() {
        assertThat(scaffold.step(model, aggregate, OptimizerState.empty(), 2))
                .isEqualTo(scaffold.step(model, aggregate, OptimizerState.empty()));
    }

    @Test
    void aChangeWithoutItsSecondHalfIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> scaffold.step(model, new Aggregate(Golden.change(1, 0), 1, 1), OptimizerState.empty(), 2))
                .withMessageContaining("layout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scaffold.step(
                        Golden.change(0, 0), new Aggregate(Golden.change(1, 0), 1, 1), OptimizerState.empty(), 2))
                .withMessageContaining("control variate");
    }

    @ParameterizedTest
    @CsvSource({
        "weighted-mean, optimizer, rmsprop, rmsprop",
        "weighted-mean, proximal, 0.1, proximal",
        "fed-nova, optimizer, sgd, fed-nova",
        "q-fed-avg, optimizer, sgd, q-fed-avg"
    })
    void whatItCannotCorrectIsNamed(String rule, String name, String value, String reason) {
        assertThat(scaffold.objection(
                        AggregationRule.catalog().get(rule), Settings.none().with(name, value)))
                .hasValueSatisfying(objection -> assertThat(objection).contains(reason));
        assertThat(scaffold.objection(new WeightedMean(), Settings.none())).isEmpty();
    }
}
