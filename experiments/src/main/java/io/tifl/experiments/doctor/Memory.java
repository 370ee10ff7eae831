package io.tifl.experiments.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Whether the heap, and what native code takes beside it, fit the machine. */
final class Memory {
    private static final long BESIDE_THE_HEAP = Bytes.GIB;

    private Memory() {}

    /**
     * What there is, in bytes.
     *
     * @param heap the most it may grow to
     * @param total of the machine, or of the container
     * @param available to new programs, about
     */
    record Facts(long heap, long total, long available) {
        static Facts real(Surroundings here) {
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long free = here.lines("proc/meminfo").stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .orElse(system.getFreeMemorySize());
            long total = system.getTotalMemorySize();
            return new Facts(Runtime.getRuntime().maxMemory(), total, Math.min(free, total));
        }
    }

    static Finding look(Facts facts) {
        String found = "heap up to " + Bytes.of(facts.heap()) + " of " + Bytes.of(facts.total()) + ", "
                + Bytes.of(facts.available()) + " available";
        String smaller = "set TIFL_JAVA_OPTS=-Xmx" + Math.max(512, facts.total() / 2 / Bytes.MIB) + "m";
        if (facts.heap() > facts.total()) {
            return Finding.problem("memory", found + ": the heap may grow beyond what there is", smaller);
        }
        if (facts.heap() + BESIDE_THE_HEAP > facts.total()) {
            return Finding.note("memory", found + ": little is left for native code", smaller);
        }
        if (facts.heap() > facts.available()) {
            return Finding.note("memory", found, "end other programs before a large run, or " + smaller);
        }
        return Finding.ok("memory", found);
    }
}
