package io.tifl.coordinator.round;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What an evaluation showed.
 *
 * @param accuracy over all test examples, 0 to 1
 * @param loss mean over all test examples
 * @param tierAccuracy per tier, 0 the fastest; empty for a tier without test examples
 */
public record Evaluated(double accuracy, double loss, List<OptionalDouble> tierAccuracy) {
    public Evaluated {
        tierAccuracy = List.copyOf(tierAccuracy);
    }
}
