package io.tifl.aggregation.robust;

import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Settings;
import java.nio.file.Path;

/**
 * Where a round's updates are kept until all are there: up to so many bytes of them in memory, the rest in files in the folder
 * that {@code java.io.tmpdir} names.
 */
record Keeping(long memoryBytes) {
    /** The setting's name. */
    static final String NAME = "memory-mib";

    private static final long MIB = 1 << 20;

    /** A quarter of the largest heap, but no more than 1 GiB. */
    static Keeping usual() {
        return new Keeping(Math.min(1024 * MIB, Runtime.getRuntime().maxMemory() / 4));
    }

    Keeping configured(Settings settings) {
        return settings.has(NAME) ? new Keeping(MIB * Ranges.atLeast(NAME, 0, settings.integer(NAME, 0))) : this;
    }

    Spill spill() {
        return Spill.in(Path.of(System.getProperty("java.io.tmpdir")));
    }
}
