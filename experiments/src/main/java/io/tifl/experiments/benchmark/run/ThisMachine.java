package io.tifl.experiments.benchmark.run;

import io.tifl.experiments.benchmark.model.DeviceProbe;
import io.tifl.experiments.benchmark.model.Engines;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** Runs benchmarks here with every engine there is, under the machine's own name. Found by the service loader. Thread-safe. */
public final class ThisMachine implements BenchmarkRunner {
    private final LocalRunner runner;

    public ThisMachine() {
        String name = name();
        this.runner = new LocalRunner(new Engines(), name, () -> device(name));
    }

    /** With its peaks, if {@code tifl bench probe} has measured them. */
    private static DeviceInfo device(String name) {
        try {
            return DeviceProbe.known(DeviceProbe.usualFile())
                    .map(peaks -> ThisDevice.of(name, peaks))
                    .orElseGet(() -> ThisDevice.of(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The machine's name; {@code local} if it has none. */
    public static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "local";
        }
    }

    @Override
    public BenchmarkResult run(BenchmarkSpec spec, Optional<GlobalModel> trained, DoubleConsumer progress)
            throws IOException, InterruptedException {
        return runner.run(spec, trained, progress);
    }
}
