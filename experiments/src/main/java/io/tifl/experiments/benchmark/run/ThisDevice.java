package io.tifl.experiments.benchmark.run;

import com.sun.management.OperatingSystemMXBean;
import io.tifl.experiments.benchmark.model.DevicePeaks;
import io.tifl.experiments.benchmark.model.Processor;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import java.lang.management.ManagementFactory;

/** The machine this program runs on, without what would have to be measured. */
public final class ThisDevice {
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
                Processor.name(),
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version() + " " + System.getProperty("java.vendor"),
                Double.NaN,
                Double.NaN);
    }

    /** The same with peaks that were measured. */
    public static DeviceInfo of(String follower, DevicePeaks peaks) {
        DeviceInfo device = of(follower);
        return new DeviceInfo(
                device.name(),
                device.processor(),
                device.cores(),
                device.memoryBytes(),
                device.system(),
                device.java(),
                peaks.gflops(),
                peaks.gbps());
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
