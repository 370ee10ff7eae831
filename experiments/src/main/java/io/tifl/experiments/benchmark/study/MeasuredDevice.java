package io.tifl.experiments.benchmark.study;

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
        try {
            return ThisDevice.of(ThisMachine.name(), DeviceProbe.kept(peaks));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
