package io.tifl.experiments.benchmark.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** Processor time of this process and the server's over what the machine has. Confined to one thread. */
final class ProcessorClock {
    private final RunningServer server;
    private final long beganNanos = System.nanoTime();
    private final Optional<Duration> began;

    private ProcessorClock(RunningServer server) {
        this.server = server;
        this.began = used(server);
    }

    static ProcessorClock start(RunningServer server) {
        return new ProcessorClock(server);
    }

    /** The share of all cores' time since the start, 0 to 1; NaN if unknown. */
    double utilisation() {
        Optional<Duration> now = used(server);
        long wall = System.nanoTime() - beganNanos;
        if (began.isEmpty() || now.isEmpty() || wall <= 0) {
            return Double.NaN;
        }
        double used = now.get().minus(began.get()).toNanos();
        return Math.clamp(used / wall / Runtime.getRuntime().availableProcessors(), 0, 1);
    }

    private static Optional<Duration> used(RunningServer server) {
        return own().flatMap(mine -> server.processorTime().map(mine::plus));
    }

    private static Optional<Duration> own() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                        && system.getProcessCpuTime() >= 0
                ? Optional.of(Duration.ofNanos(system.getProcessCpuTime()))
                : Optional.empty();
    }
}
