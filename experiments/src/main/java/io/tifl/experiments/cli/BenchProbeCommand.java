package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.model.DevicePeaks;
import io.tifl.experiments.benchmark.model.DeviceProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl bench probe}: what this machine can do at most. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description =
                "Measures the fastest matrix product and the bandwidth of memory, the roofs of the roofline model, and keeps"
                        + " them in a file. Let nothing else run meanwhile.")
final class BenchProbeCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Where peaks are kept (default: device-peaks.json in $TIFL_DATA_DIR, or in ~/.cache/tifl,"
                    + " where 'tifl bench run' finds them)")
    private Path file = DeviceProbe.usualFile();

    @Option(names = "--again", description = "Measure even if the file has peaks of this machine")
    private boolean again;

    @Override
    public Integer call() throws IOException {
        DevicePeaks peaks;
        if (again) {
            peaks = DeviceProbe.measure();
            DeviceProbe.write(file, peaks);
        } else {
            peaks = DeviceProbe.kept(file);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%s, %d cores, measured %s%n", peaks.processor(), peaks.cores(), peaks.measured());
        out.printf(Locale.ROOT, "%8.1f GFLOP/s   %s%n", peaks.gflops(), peaks.gflopsHow());
        out.printf(Locale.ROOT, "%8.1f GB/s      %s%n", peaks.gbps(), peaks.gbpsHow());
        out.printf(Locale.ROOT, "%8.1f operations per byte, where the roofs meet%n", peaks.gflops() / peaks.gbps());
        out.println("Kept in " + file + ".");
        out.flush();
        return 0;
    }
}
