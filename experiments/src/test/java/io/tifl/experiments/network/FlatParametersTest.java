package io.tifl.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlatParametersTest {
    private final Matrix weights = Matrix.of(2, 3, 1, 2, 3, 4, 5, 6);
    private final Matrix biases = Matrix.of(1, 3, 7, 8, 9);

    @Test
    void valuesComeBackAndAChangeIsTheirDifference() {
        Parameters start = FlatParameters.of(List.of(weights, biases));
        Matrix other = new Matrix(2, 3);
        Matrix others = new Matrix(1, 3);

        FlatParameters.write(start, List.of(other, others));
        others.values()[2] += 0.5;

        assertThat(other.values()).containsExactly(weights.values());
        assertThat(FlatParameters.change(List.of(other, others), start).toArray())
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0.5f);
    }

    @Test
    void parametersOfAnotherShapeAreRefusedAndChangeNothing() {
        Parameters flat = Parameters.zeros(Layout.flat(9));

        assertThatThrownBy(() -> FlatParameters.write(flat, List.of(weights, biases)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected parameters of the layout");
        assertThat(weights.at(0, 0)).isEqualTo(1);
    }
}
