package io.tifl.experiments.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Holds a process to a share of one processor by Linux's control groups, of either version; needs root. */
final class CpuLimit implements AutoCloseable {
    private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/cpu");
    private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");
    private static final int PERIOD_MICROS = 100_000;

    private final Path group;

    private CpuLimit(Path group) {
        this.group = group;
    }

    /**
     * Limits a process from now on.
     *
     * @param share of one processor, above 0.01
     * @throws IOException if there are no control groups here, or this user may not make one
     */
    static CpuLimit of(long pid, double share) throws IOException {
        boolean first = Files.isDirectory(VERSION_1);
        Path group = (first ? VERSION_1 : VERSION_2).resolve("tifl-" + pid);
        Files.createDirectories(group);
        long quota = Math.round(share * PERIOD_MICROS);
        if (first) {
            Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
            Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quota));
        } else {
            Files.writeString(group.resolve("cpu.max"), String.format(Locale.ROOT, "%d %d", quota, PERIOD_MICROS));
        }
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
        return new CpuLimit(group);
    }

    /** Removes the group; its process must have ended. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(group);
    }
}
