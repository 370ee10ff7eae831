package io.tifl.experiments.benchmark.run;

import com.sun.management.OperatingSystemMXBean;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine this program runs on, without what would have to be measured. */
public final class ThisDevice {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private ThisDevice() {}

    /**
     * Looks at it.
     *
     * @param follower its name among others
     * @return with peaks of NaN
     */
    public static DeviceInfo of(String follower) {
        return new DeviceInfo(
                follower,
                processor(PROCESSORS),
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version() + " " + System.getProperty("java.vendor"),
                Double.NaN,
                Double.NaN);
    }

    /** What Linux calls the processor; elsewhere its architecture. */
    static String processor(Path processors) {
        try {
            List<String> lines = Files.readAllLines(processors);
            return lines.stream()
                    .filter(line -> line.startsWith("model name") && line.indexOf(':') >= 0)
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(ThisDevice::architecture);
        } catch (IOException e) {
            return architecture();
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch");
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
