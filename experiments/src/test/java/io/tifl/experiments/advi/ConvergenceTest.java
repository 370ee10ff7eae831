package io.tifl.experiments.advi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ConvergenceTest {
    private static final Convergence CONVERGENCE = new Convergence(10, 1, 3, 0.01);

    @Test
    void boundsThatStandStillHaveConverged() {
        assertThat(CONVERGENCE.reached(List.of(-9.0, -5.0, -3.0, -3.001, -3.0, -3.002)))
                .isTrue();
    }

    @Test
    void boundsThatMoveHaveNot() {
        assertThat(CONVERGENCE.reached(List.of(-9.0, -8.0, -7.0, -6.0, -5.0))).isFalse();
    }

    @Test
    void oneJumpAmongSmallChangesDoesNotCount() {
        assertThat(CONVERGENCE.reached(List.of(-3.0, -3.001, -2.0, -2.001))).isTrue();
    }

    @Test
    void fewerChangesThanTheWindowDoNotSuffice() {
        assertThat(CONVERGENCE.reached(List.of(-3.0, -3.0, -3.0))).isFalse();
        assertThat(CONVERGENCE.reached(List.of())).isFalse();
    }

    @Test
    void aBoundCloseToZeroConvergesToo() {
        assertThat(CONVERGENCE.reached(List.of(0.001, -0.001, 0.002, 0.001))).isTrue();
    }

    @Test
    void aTestWithoutDrawsIsRefused() {
        assertThatThrownBy(() -> new Convergence(10, 0, 3, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 10, 0, 3 and 0.01");
    }
}
