package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Settings of {@link FlowPolicy}.
 *
 * @param speed largest exponent that a tier's latency takes chances with, 0 to 8: what a job begins with
 * @param leastSpeed smallest, 0 to {@code speed}
 * @param paceStep steps after which the exponent may change, at least 1
 * @param tolerance how far the losses of all may lie above those of who is asked, as a share; positive
 * @param mostCorrection most that an update counts more than its examples say, 1 to 1000
 */
record FlowSettings(double speed, double leastSpeed, int paceStep, double tolerance, double mostCorrection) {
    static final Set<String> NAMES = Set.of("speed", "least-speed", "pace-step", "tolerance", "most-correction");

    FlowSettings {
        require(speed >= 0 && speed <= 8, "speed must lie in [0, 8]", speed);
        require(leastSpeed >= 0 && leastSpeed <= speed, "least-speed must lie in [0, " + speed + "]", leastSpeed);
        require(paceStep >= 1, "pace-step must be at least 1", paceStep);
        require(tolerance > 0 && tolerance <= 100, "tolerance must lie above 0 and at most at 100", tolerance);
        require(mostCorrection >= 1 && mostCorrection <= 1000, "most-correction must lie in [1, 1000]", mostCorrection);
    }

    static FlowSettings from(Settings settings) {
        return new FlowSettings(
                settings.real("speed", 2),
                settings.real("least-speed", 0),
                settings.integer("pace-step", 10),
                settings.real("tolerance", 0.1),
                settings.real("most-correction", 1));
    }

    private static void require(boolean holds, String expected, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(expected + ", got " + value);
        }
    }
}
