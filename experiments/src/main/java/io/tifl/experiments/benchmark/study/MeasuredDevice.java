package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.model.DevicePeaks;
import io.tifl.experiments.benchmark.model.DeviceProbe;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.run.ThisDevice;
import io.tifl.experiments.benchmark.run.ThisMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** This machine with its peaks, measured once and kept in a file. */
record MeasuredDevice(Path peaks) implements Supplier<DeviceInfo> {
    @Override
    public DeviceInfo get() {
        DeviceInfo device = ThisDevice.of(ThisMachine.name());
        try {
            DevicePeaks measured = DeviceProbe.kept(peaks);
            return new DeviceInfo(
                    device.name(),
                    device.processor(),
                    device.cores(),
                    device.memoryBytes(),
                    device.system(),
                    device.java(),
                    measured.gflops(),
                    measured.gbps());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
