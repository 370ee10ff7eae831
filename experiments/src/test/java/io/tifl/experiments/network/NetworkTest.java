package io.tifl.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.Network.Which;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    private final Matrix input = CentralDifferences.random(1, 5, 4);

    @Test
    void gradientsAreThoseOfTheOutput() {
        Network network = Network.perceptron(new Seed(1), 4, 6, 5)
                .then(Network.head(5, 4, 3, NormalisationParts.FULL, new Seed(2)));
        Matrix slope = CentralDifferences.random(2, 5, 3);
        DoubleSupplier value = () -> dot(network.forward(input).output(), slope);

        Layer.Back back = network.forward(input).backward(slope);

        CentralDifferences.check(back.input().values(), input.values(), value);
        for (int k = 0; k < network.parameters().size(); k++) {
            // Biases before a normalisation have no slope: the mean takes them away.
            if (back.parameters().get(k).norm() > 1e-9) {
                CentralDifferences.check(
                        back.parameters().get(k).values(),
                        network.parameters().get(k).values(),
                        value);
            }
        }
        assertThat(back.parameters()).hasSize(8);
        assertThat(back.parameters().get(5).norm()).isLessThan(1e-12);
    }

    @ParameterizedTest
    @CsvSource({"ALL, true, true", "LOWEST, true, false", "HIGHEST, false, true"})
    void redrawingChangesTheNamedLayers(Which which, boolean lowest, boolean highest) {
        Network network = Network.head(4, 5, 3, NormalisationParts.FULL, new Seed(1));
        Network before = network.copy();

        network.redraw(which, new Seed(2));

        assertThat(differs(network, before, 0)).isEqualTo(lowest);
        assertThat(differs(network, before, 2)).isEqualTo(highest);
    }

    private static boolean differs(Network one, Network other, int parameter) {
        return one.parameters()
                        .get(parameter)
                        .minus(other.parameters().get(parameter))
                        .norm()
                > 0;
    }

    @Test
    void followingMovesAShareOfTheWay() {
        Network one = Network.perceptron(new Seed(1), 2, 3);
        Network other = Network.perceptron(new Seed(2), 2, 3);
        double before = one.parameters().getFirst().at(1, 2);

        one.follow(other, 0.25);

        double expected = 0.75 * before + 0.25 * other.parameters().getFirst().at(1, 2);
        assertThat(one.parameters().getFirst().at(1, 2)).isCloseTo(expected, within(1e-15));
    }

    @Test
    void momentumKeepsVelocities() {
        Matrix parameter = Matrix.of(1, 1, 2);
        Momentum descent = new Momentum(new Momentum.Settings(0.1, 0.5, 0.25), List.of(parameter));

        descent.step(List.of(Matrix.of(1, 1, 1)));
        descent.step(List.of(Matrix.of(1, 1, 0)));

        // Velocities 1 + 0.25 * 2 = 1.5, then 0.5 * 1.5 + 0.25 * 1.85 = 1.2125.
        assertThat(parameter.at(0, 0)).isCloseTo(2 - 0.15 - 0.12125, within(1e-15));
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> new Momentum.Settings(0, 0.9, 0)).hasMessageContaining("got 0.0, 0.9 and 0.0");
        assertThatThrownBy(() -> new Momentum.Settings(0.1, 1, 0)).hasMessageContaining("a momentum in [0, 1)");
        assertThatThrownBy(() -> new Dense(new Matrix(2, 3), new Matrix(1, 2)))
                .hasMessage("expected 1 x 3 biases, got 1 x 2");
        assertThatThrownBy(() -> new Momentum(new Momentum.Settings(0.1, 0, 0), List.of()).step(List.of(input)))
                .hasMessage("expected a gradient for 0 parameters, got 1");
    }

    private static double dot(Matrix a, Matrix b) {
        double sum = 0;
        for (int k = 0; k < a.values().length; k++) {
            sum += a.values()[k] * b.values()[k];
        }
        return sum;
    }
}
