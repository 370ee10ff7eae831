package io.tifl.experiments.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a container or a service manager allows this process, by version 2 or 1 of Linux's control groups. */
final class Containers {
    private static final String GROUPS = "sys/fs/cgroup/";

    /** Version 1 says "no limit" by a number near the largest there is. */
    private static final long UNLIMITED = 1L << 60;

    private Containers() {}

    static Finding look(Surroundings here) {
        List<String> limits = new ArrayList<>();
        Optional<Long> memory = memory(here);
        memory.ifPresent(bytes -> limits.add(Bytes.of(bytes) + " of memory"));
        Optional<Double> processors = processors(here);
        processors.ifPresent(count -> limits.add(String.format(java.util.Locale.ROOT, "%.1f processors", count)));
        if (limits.isEmpty()) {
            return Finding.ok("container", "no limits");
        }
        String found = "limited to " + String.join(" and ", limits);
        if (memory.isPresent() && memory.get() < 2 * Bytes.GIB) {
            return Finding.note(
                    "container", found, "give it 2 GiB or more, or keep the heap small: TIFL_JAVA_OPTS=-Xmx512m");
        }
        if (processors.isPresent() && processors.get() < 1) {
            return Finding.note("container", found, "with less than one processor, clients look slower than they are");
        }
        return Finding.ok("container", found);
    }

    private static Optional<Long> memory(Surroundings here) {
        return here.line(GROUPS + "memory.max")
                .or(() -> here.line(GROUPS + "memory/memory.limit_in_bytes"))
                .flatMap(Containers::number)
                .filter(bytes -> bytes < UNLIMITED);
    }

    private static Optional<Double> processors(Surroundings here) {
        Optional<String[]> newer = here.line(GROUPS + "cpu.max").map(line -> line.split(" ", -1));
        Optional<Long> quota = newer.map(parts -> parts[0])
                .or(() -> here.line(GROUPS + "cpu/cpu.cfs_quota_us"))
                .flatMap(Containers::number);
        Optional<Long> period = newer.filter(parts -> parts.length > 1)
                .map(parts -> parts[1])
                .or(() -> here.line(GROUPS + "cpu/cpu.cfs_period_us"))
                .flatMap(Containers::number);
        return quota.flatMap(used -> period.filter(length -> length > 0).map(length -> (double) used / length));
    }

    /** None for {@code max} and for -1, which mean that there is no limit. */
    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text)).filter(value -> value > 0);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
