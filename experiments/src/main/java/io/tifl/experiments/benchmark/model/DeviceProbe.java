package io.tifl.experiments.benchmark.model;

import io.tifl.experiments.report.AtomicFile;
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

    /** What the operating system calls the processor here. */
    public static String processor() {
        return Processor.name();
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

    /**
     * What a file says, if it is of this processor and as many cores; otherwise measures and writes it.
     *
     * @param file need not be there; a damaged one, or one of another machine, is replaced
     */
    public static DevicePeaks kept(Path file) throws IOException {
        Optional<DevicePeaks> known = Files.exists(file) ? read(file) : Optional.empty();
        if (known.isPresent()
                && known.get().processor().equals(Processor.name())
                && known.get().cores() == Runtime.getRuntime().availableProcessors()) {
            return known.get();
        }
        DevicePeaks peaks = measure();
        write(file, peaks);
        return peaks;
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
