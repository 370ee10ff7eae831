package io.tifl.experiments.benchmark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceProbeTest {
    @TempDir
    Path folder;

    private static DevicePeaks peaks(String processor) {
        return new DevicePeaks(
                123, "somehow", 45, "somehow", processor, Runtime.getRuntime().availableProcessors(), Instant.EPOCH);
    }

    @Test
    void peaksOfThisMachineAreNotMeasuredAgain() throws IOException {
        Path file = folder.resolve("peaks.json");
        DevicePeaks known = peaks(Processor.name());
        DeviceProbe.write(file, known);

        assertThat(DeviceProbe.kept(file)).isEqualTo(known);
    }

    @Tag("slow")
    @Test
    void filesOfOtherMachinesAndDamagedOnesAreReplaced() throws IOException {
        Path file = folder.resolve("peaks.json");
        DeviceProbe.write(file, peaks("some other processor"));

        DevicePeaks measured = DeviceProbe.kept(file);

        assertThat(measured.processor()).isEqualTo(Processor.name());
        assertThat(measured.gflops()).isPositive();
        assertThat(measured.gbps()).isPositive();
        assertThat(DeviceProbe.kept(file)).isEqualTo(measured);
        Files.writeString(file, "{\"gflops\": 1");
        assertThat(DeviceProbe.kept(file).measured()).isAfter(measured.measured());
    }
}
