package io.tifl.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizersTest {
    @ParameterizedTest
    @ValueSource(strings = {"fed-adagrad", "fed-adam", "fed-yogi", "fed-avg-m"})
    void twentyStepsAgreeWithTheFormulasOfThePaper(String name) throws Exception {
        List<double[]> expected =
                Objects.requireNonNull(Golden.read("optimisers.txt").get(name));
        ServerOptimizer optimizer = ServerOptimizer.catalog().get(name);
        Parameters model = Golden.change(0, 50);
        OptimizerState state = optimizer.initialState(model.layout());

        for (int round = 0; round < expected.size(); round++) {
            ServerOptimizer.Step step = optimizer.step(model, new Aggregate(Golden.change(0, round), 1, 1), state);
            model = step.model();
            state = step.state();

            Golden.assertClose(model, expected.get(round), 2e-6);
        }
        assertThat(expected).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fed-adagrad", "fed-adam", "fed-yogi", "fed-avg-m"})
    void argumentsStayAsTheyWereAndTheSameGiveTheSameBits(String name) {
        ServerOptimizer optimizer = ServerOptimizer.catalog().get(name);
        Parameters model = Golden.change(1, 1);
        OptimizerState state = optimizer.initialState(model.layout());
        Aggregate aggregate = new Aggregate(Golden.change(2, 2), 1, 1);

        ServerOptimizer.Step once = optimizer.step(model, aggregate, state);

        assertThat(optimizer.step(model, aggregate, state)).isEqualTo(once);
        assertThat(model).isEqualTo(Golden.change(1, 1));
        assertThat(state).isEqualTo(optimizer.initialState(model.layout()));
        assertThat(once.state()).isNotEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fed-adagrad", "fed-adam", "fed-yogi", "fed-avg-m"})
    void stateOfAnotherOptimiserOrModelIsRefusedByName(String name) {
        ServerOptimizer optimizer = ServerOptimizer.catalog().get(name);
        Parameters model = Golden.change(1, 1);
        Aggregate aggregate = new Aggregate(Golden.change(2, 2), 1, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.step(model, aggregate, OptimizerState.empty()))
                .withMessageContaining("momentum");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.step(model, aggregate, optimizer.initialState(Layout.flat(2))))
                .withMessageContaining("parameters[2]");
    }

    @Test
    void settingsChangeTheStep() {
        Parameters model = Golden.change(1, 1);
        Aggregate aggregate = new Aggregate(Golden.change(2, 2), 1, 1);
        ServerOptimizer usual = ServerOptimizer.catalog().get("fed-adam");

        for (String setting : List.of("learning-rate", "beta-1", "beta-2", "tau")) {
            ServerOptimizer other = usual.configured(Settings.none().with(setting, 0.5));
            assertThat(other.step(model, aggregate, other.initialState(model.layout()))
                            .model())
                    .as(setting)
                    .isNotEqualTo(usual.step(model, aggregate, usual.initialState(model.layout()))
                            .model());
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName() {
        ServerOptimizer adam = ServerOptimizer.catalog().get("fed-adam");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> adam.configured(Settings.none().with("beta-2", 1)))
                .withMessageContaining("beta 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> adam.configured(Settings.none().with("tau", 0)))
                .withMessageContaining("tau");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> adam.configured(Settings.none().with("epsilon", 1)))
                .withMessageContaining("epsilon")
                .withMessageContaining("tau");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerOptimizer.catalog()
                        .get("fed-avg-m")
                        .configured(Settings.none().with("momentum", 1)))
                .withMessageContaining("momentum");
    }

    @Test
    void aChangeOfZeroLeavesTheModelOfAFreshOptimiserAsItIs() {
        for (String name : ServerOptimizer.catalog().names()) {
            ServerOptimizer optimizer = ServerOptimizer.catalog().get(name);
            Parameters model = optimizer.start(Golden.change(1, 1));
            Aggregate nothing = new Aggregate(Parameters.zeros(model.layout()), 1, 1);

            assertThat(optimizer
                            .step(model, nothing, optimizer.initialState(model.layout()))
                            .model())
                    .as(name)
                    .isEqualTo(model);
        }
    }
}
