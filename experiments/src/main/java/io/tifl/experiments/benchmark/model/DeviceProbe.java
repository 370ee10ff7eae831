package io.tifl.experiments.benchmark.model;

import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.study.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the two roofs of the roofline model on this machine: the fastest product of matrices that any of our engines has, and
 * streaming through memory. Takes a few seconds, and disturbs and is disturbed by whatever else runs.
 */
public final class DeviceProbe {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private DeviceProbe() {}

    /** A rate that was reached, and how. */
    record Rate(double perSecond, String how) {
        static Rate best(List<Rate> rates) {
            return rates.stream()
                    .max(Comparator.comparingDouble(Rate::perSecond))
                    .orElseThrow(() -> new IllegalStateException("nothing was measured"));
        }
    }

    /** Measures anew. */
    public static DevicePeaks measure() {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Integer> threads = cores == 1 ? List.of(1) : List.of(1, cores);
        List<Rate> products = new ArrayList<>(MatrixProducts.nd4j());
        List<Rate> streams = new ArrayList<>();
        for (int count : threads) {
            products.addAll(MatrixProducts.onnx(count));
            streams.add(Triad.measure(count));
            streams.add(Triad.reading(count));
        }
        Rate product = Rate.best(products);
        Rate stream = Rate.best(streams);
        return new DevicePeaks(
                product.perSecond() / 1e9,
                product.how(),
                stream.perSecond() / 1e9,
                stream.how(),
                Processor.name(),
                cores,
                Instant.now());
    }

    /** Of two measurements of one machine, the better of each: others that use it can only slow it down. */
    public static DevicePeaks best(DevicePeaks one, DevicePeaks other) {
        DevicePeaks products = one.gflops() >= other.gflops() ? one : other;
        DevicePeaks streams = one.gbps() >= other.gbps() ? one : other;
        return new DevicePeaks(
                products.gflops(),
                products.gflopsHow(),
                streams.gbps(),
                streams.gbpsHow(),
                one.processor(),
                one.cores(),
                other.measured());
    }

    /**
     * What a file says, if it is of this processor and as many cores; otherwise measures and writes it.
     *
     * @param file need not be there; a damaged one, or one of another machine, is replaced
     */
    public static DevicePeaks kept(Path file) throws IOException {
        Optional<DevicePeaks> known = known(file);
        if (known.isPresent()) {
            return known.get();
        }
        DevicePeaks peaks = measure();
        write(file, peaks);
        return peaks;
    }

    /** What a file says, if it is of this processor and as many cores; empty if it is damaged or not there. */
    public static Optional<DevicePeaks> known(Path file) throws IOException {
        Optional<DevicePeaks> known = Files.exists(file) ? read(file) : Optional.empty();
        return known.filter(peaks -> peaks.processor().equals(Processor.name())
                && peaks.cores() == Runtime.getRuntime().availableProcessors());
    }

    /** Where peaks are kept when the user names no file. */
    public static Path usualFile() {
        return DataFolder.path().resolve("device-peaks.json");
    }

    /** Writes a file that {@link #kept} reads. */
    public static void write(Path file, DevicePeaks peaks) throws IOException {
        AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(peaks) + "\n");
    }

    private static Optional<DevicePeaks> read(Path file) throws IOException {
        try {
            DevicePeaks read = JSON.readValue(Files.readAllBytes(file), DevicePeaks.class);
            return Optional.ofNullable(read).filter(peaks -> peaks.gflops() > 0 && peaks.gbps() > 0);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}
