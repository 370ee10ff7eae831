package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.NoiseTask;
import io.tifl.protocol.Metrics;

/** Replies to the task {@code noise}, made up. */
final class Replies {
    private Replies() {}

    /** @param correct by level and chip */
    static Metrics reply(int classes, long examples, long clean, long[]... correct) {
        Metrics metrics = Metrics.of("classes", classes)
                .with("examples", (double) examples)
                .with("clean", (double) clean);
        for (int level = 0; level < correct.length; level++) {
            for (int chip = 0; chip < correct[level].length; chip++) {
                metrics = metrics.with(NoiseTask.metric(level, chip), (double) correct[level][chip]);
            }
        }
        return metrics;
    }

    static ChipCounts counts(long examples, long clean, long[]... correct) {
        return ChipCounts.of(reply(10, examples, clean, correct), correct.length, correct[0].length);
    }
}
