package io.tifl.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class EluTest {
    @Test
    void belowZeroItBendsTowardsMinusOne() {
        Matrix input = Matrix.of(1, 5, 2, 0, -1, -50, 0.25);

        double[] output = new Elu().infer(input).values();

        assertThat(output[0]).isEqualTo(2);
        assertThat(output[1]).isZero();
        assertThat(output[2]).isCloseTo(StrictMath.expm1(-1), within(1e-15));
        assertThat(output[3]).isEqualTo(-1);
        assertThat(output[4]).isEqualTo(0.25);
    }

    @Test
    void notANumberIsSeenInTheOutput() {
        assertThat(new Elu().infer(Matrix.of(1, 1, Double.NaN)).values()[0]).isNaN();
    }

    @Test
    void gradientsThroughItAreThoseOfTheOutput() {
        Network network = new Network(List.of(Dense.he(4, 6, new Seed(1)), new Elu(), Dense.he(6, 3, new Seed(2))));
        Matrix input = CentralDifferences.random(3, 5, 4);
        Matrix slope = CentralDifferences.random(4, 5, 3);
        DoubleSupplier value = () -> {
            double sum = 0;
            double[] output = network.forward(input).output().values();
            for (int k = 0; k < output.length; k++) {
                sum += output[k] * slope.values()[k];
            }
            return sum;
        };

        Layer.Back back = network.forward(input).backward(slope);

        CentralDifferences.check(back.input().values(), input.values(), value);
        for (int k = 0; k < 4; k++) {
            CentralDifferences.check(
                    back.parameters().get(k).values(), network.parameters().get(k).values(), value);
        }
    }

    @Test
    void weightsOfHeHaveTheVarianceTheyShouldAndNoBias() {
        Dense layer = Dense.he(50, 400, new Seed(5));

        double[] weights = layer.weights().values();
        double square = 0;
        for (double weight : weights) {
            square += weight * weight / weights.length;
            assertThat(Math.abs(weight)).isLessThanOrEqualTo(2 * 0.2 / 0.8796);
        }

        assertThat(square).isCloseTo(2.0 / 50, within(0.001));
        assertThat(layer.biases().values()).containsOnly(0);
        assertThat(Dense.he(50, 400, new Seed(5)).weights().values()).isEqualTo(weights);
    }
}
