package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;

/** Replays that somebody stops, as Ctrl-C does. */
final class Interruption {
    private Interruption() {}

    /** Runs a replay, or goes on with it, and interrupts it once it has done so many rounds more. */
    static void after(int rounds, ReplayOptions options, Path folder, int threads) {
        ReplayListener interrupting = new SilentListener() {
            private int seen;

            @Override
            public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                if (++seen == rounds) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        assertThatThrownBy(() -> new Replay(options.resolve(null), folder, threads, interrupting).run())
                .isInstanceOf(InterruptedException.class);
        boolean _ = Thread.interrupted();
    }
}
