package io.tifl.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingPlanTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0.1, 0, 'epochs must be at least 1, got 0'",
        "1, 0, 0.1, 0, 'batch size must be at least 1, got 0'",
        "1, 1, 0, 0, 'learning rate must be positive and finite, got 0.0'",
        "1, 1, Infinity, 0, 'got Infinity'",
        "1, 1, NaN, 0, 'got NaN'",
        "1, 1, 0.1, -1, 'proximal weight must be 0 or more and finite, got -1.0'",
        "1, 1, 0.1, NaN, 'got NaN'"
    })
    void planThatCannotBeFollowedIsRefused(int epochs, int batch, double rate, double proximal, String message) {
        assertThatThrownBy(() -> new TrainingPlan(epochs, batch, rate, "sgd", proximal, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
