package io.tifl.experiments.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.protocol.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceTracesTest {
    private static final Roster ROSTER = Roster.numbered(2000);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void flashSpeedsAreKilobytesAndTheMedianPhoneIsOneCpu() throws IOException {
        write("benchmark2score.json", "{\"slow\": 10, \"usual\": 40, \"fast\": 80, \"unknown\": 0, \"odd\": null}");
        write("speed_distri.json", "{\"a\": {\"down_u\": 5000, \"down_sigma\": 0, \"up_u\": 3000, \"up_sigma\": 0}}");

        Fleet fleet = DeviceTraces.flash(folder, new Seed(1));

        assertThat(shares(fleet)).containsOnly(0.25, 1.0, 2.0).contains(0.25, 1.0, 2.0);
        Device device = fleet.device(ROSTER.client(0), 0, VirtualClock.START);
        assertThat(device.downBytesPerSecond()).isEqualTo(5e6);
        assertThat(device.upBytesPerSecond()).isEqualTo(3e6);
    }

    @Test
    void aNetworkVariesByRoundAroundItsMeanAndStaysPositive() {
        Link link = new Link.Normal(1000, 800, 500, 0);

        double[] speeds = IntStream.range(0, 20_000)
                .mapToDouble(
                        round -> link.attach(Device.cluster(1), new Seed(round)).downBytesPerSecond())
                .toArray();

        assertThat(Arrays.stream(speeds).min().orElseThrow()).isEqualTo(10);
        // Raised a little over 1000 by the draws that were lifted to the least speed.
        assertThat(Arrays.stream(speeds).average().orElseThrow()).isCloseTo(1045, within(30.0));
    }

    @Test
    void mobiPerfSpeedsAreKilobitsAndMissingFiguresAreLeftOut() throws IOException {
        gzip("training_latency.json.gz", """
                [{"ResNet Latency": 100}, {"ResNet Latency": 0.0}, {"ResNet Latency": 200}, {"Vit Latency": 3},
                 {"ResNet Latency": 400}]""");
        gzip("mobiperf_devices_trimmed.json.gz", """
                [{"tcp_speed_results": [8000, 16000, 0]}, {"tcp_speed_results": []}, {}]""");

        Fleet fleet = DeviceTraces.flHetBench(folder, new Seed(1));

        assertThat(shares(fleet)).containsOnly(0.5, 1.0, 2.0).contains(0.5, 1.0, 2.0);
        assertThat(IntStream.range(0, 100)
                        .mapToObj(round -> fleet.device(ROSTER.client(0), round, VirtualClock.START)
                                .downBytesPerSecond()))
                .containsOnly(1e6, 2e6)
                .contains(1e6, 2e6);
    }

    @Test
    void aClientKeepsItsPhone() throws IOException {
        write("benchmark2score.json", "{\"slow\": 10, \"usual\": 40, \"fast\": 80}");
        write("speed_distri.json", "{\"a\": {\"down_u\": 5000, \"down_sigma\": 9, \"up_u\": 3000, \"up_sigma\": 9}}");
        Fleet fleet = DeviceTraces.flash(folder, new Seed(1));
        Device first = fleet.device(ROSTER.client(5), 0, VirtualClock.START);

        assertThat(fleet.device(ROSTER.client(5), 0, VirtualClock.START)).isEqualTo(first);
        assertThat(fleet.device(ROSTER.client(5), 1, VirtualClock.START).cpuShare())
                .isEqualTo(first.cpuShare());
        assertThat(fleet.device(ROSTER.client(5), 1, VirtualClock.START)).isNotEqualTo(first);
    }

    @Test
    void anAvailabilityTraceRepeatsFromItsStart() throws IOException {
        gzip("cached_timers.json.gz", """
                {"7": {"isSuccess": true, "trace_start": 100.0, "trace_end": 200.0, "ready_time": [[110.0, 120.25]]},
                 "8": {"isSuccess": false, "trace_start": null, "trace_end": null, "ready_time": []}}""");

        Availability availability = DeviceTraces.flHetBenchAvailability(folder, new Seed(1));

        assertThat(on(availability, 9)).isFalse();
        assertThat(on(availability, 10)).isTrue();
        assertThat(on(availability, 20)).isFalse();
        assertThat(on(availability, 510)).isTrue();
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> DeviceTraces.flash(folder, new Seed(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("benchmark2score.json")
                .hasMessageContaining("missing");
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        gzip("cached_timers.json.gz", "{\"7\": {\"isSuccess\": true, \"trace_start\": 100.0, \"ready_time\": []}}");
        Path file = folder.resolve("cached_timers.json.gz");
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, whole.length / 2, whole.length - 9}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> DeviceTraces.flHetBenchAvailability(folder, new Seed(1)))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cached_timers.json.gz")
                    .hasMessageContaining("truncated");
        }
    }

    @Test
    void aFileWithoutUsableFiguresIsRefused() throws IOException {
        write("benchmark2score.json", "{\"unknown\": 0}");
        assertThatThrownBy(() -> DeviceTraces.flash(folder, new Seed(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no usable speed");

        gzip("cached_timers.json.gz", """
                {"7": {"isSuccess": true, "trace_start": 5.0, "trace_end": 4.0, "ready_time": []}}""");
        assertThatThrownBy(() -> DeviceTraces.flHetBenchAvailability(folder, new Seed(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("device 7");
    }

    @Test
    void thePublishedTracesAgreeWithTheirDescription() throws IOException {
        Path traces = publishedTraces();

        Fleet flash = DeviceTraces.flash(traces.resolve("flash"), new Seed(1));
        Fleet flHetBench = DeviceTraces.flHetBench(traces.resolve("flhetbench"), new Seed(1));
        var timetables = DeviceTraces.timetables(traces.resolve("flhetbench/cached_timers.json.gz"));

        assertThat(Speeds.ofScores(traces.resolve("flash/benchmark2score.json")))
                .hasSize(307);
        assertThat(Speeds.ofLatencies(traces.resolve("flhetbench/training_latency.json.gz")))
                .hasSize(997 - 19);
        assertThat(Link.flash(traces.resolve("flash/speed_distri.json"))).hasSize(19);
        assertThat(Link.mobiPerf(traces.resolve("flhetbench/mobiperf_devices_trimmed.json.gz")))
                .hasSize(168);
        assertThat(timetables).hasSize(710);
        assertThat(timetables.stream().mapToDouble(Timetable::onShare).average().orElseThrow())
                .isCloseTo(0.095, within(0.001));
        assertThat(medianDown(flash)).isBetween(3e6, 7e6);
        assertThat(medianDown(flHetBench)).isBetween(4e6, 7e6);
    }

    private static double medianDown(Fleet fleet) {
        double[] speeds = IntStream.range(0, ROSTER.size())
                .mapToDouble(i ->
                        fleet.device(ROSTER.client(i), 0, VirtualClock.START).downBytesPerSecond())
                .sorted()
                .toArray();
        return speeds[speeds.length / 2];
    }

    private static Stream<Double> shares(Fleet fleet) {
        return IntStream.range(0, ROSTER.size())
                .mapToObj(i ->
                        fleet.device(ROSTER.client(i), 0, VirtualClock.START).cpuShare());
    }

    private static boolean on(Availability availability, long second) {
        var now = VirtualClock.START.plusSeconds(second);
        return availability.answers(ROSTER.client(0), 0, now, now.plus(Duration.ofMillis(500)));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void gzip(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private static Path publishedTraces() {
        Optional<Path> found = candidates().filter(Files::isDirectory).findFirst();
        assumeTrue(found.isPresent(), "the published traces are not here: no shared/data/traces in any parent folder");
        return found.orElseThrow();
    }

    private static Stream<Path> candidates() {
        @Nullable String given = System.getenv("TIFL_SHARED_DATA");
        Stream<Path> above = Stream.<Path>iterate(
                        Path.of("").toAbsolutePath(), path -> path.getParent() != null, Path::getParent)
                .map(path -> path.resolve("shared/data/traces"));
        return given == null ? above : Stream.of(Path.of(given, "traces"));
    }
}
