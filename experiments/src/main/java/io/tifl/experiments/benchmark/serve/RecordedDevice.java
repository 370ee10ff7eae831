package io.tifl.experiments.benchmark.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * How long a device took that somebody else measured: the rows that InferBench published of TensorFlow Serving on a Quadro RTX 8000,
 * arXiv 2011.02327. Times are drawn from a log-normal distribution through the row's median and 99th percentile; between two rows,
 * and beyond the last, both lie on a straight line.
 */
public final class RecordedDevice implements ServiceTime {
    private static final String TABLE = "recorded-devices.csv";
    private static final double NORMAL_99 = 2.3263478740408408;
    private static final Map<String, RecordedDevice> ALL = load();

    /** Batch size, median and 99th percentile in milliseconds. */
    private record Row(int batch, double median, double tail) {}

    private final List<Row> rows = new ArrayList<>();

    private RecordedDevice() {}

    /**
     * The recording of a model.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public static RecordedDevice named(String model) {
        RecordedDevice device = ALL.get(model);
        if (device == null) {
            throw new IllegalArgumentException("nothing is recorded of '" + model + "'; known are " + ALL.keySet());
        }
        return device;
    }

    @Override
    public long nanos(int batch, RandomGenerator chance) {
        double spread = Math.log(tail(batch) / median(batch)) / NORMAL_99;
        return Math.round(1e6 * median(batch) * Math.exp(spread * chance.nextGaussian()));
    }

    /** Milliseconds for a batch that half of them take at most. */
    double median(int batch) {
        Row[] line = line(batch);
        return at(batch, line[0].batch, line[0].median, line[1].batch, line[1].median);
    }

    /** Milliseconds for a batch that 99 % of them take at most. */
    double tail(int batch) {
        Row[] line = line(batch);
        return at(batch, line[0].batch, line[0].tail, line[1].batch, line[1].tail);
    }

    /** The two rows whose line a batch lies on. */
    private Row[] line(int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch has 1 example or more, got " + batch);
        }
        int upper = 1;
        while (upper < rows.size() - 1 && rows.get(upper).batch < batch) {
            upper++;
        }
        return new Row[] {rows.get(upper - 1), rows.get(upper)};
    }

    private static double at(double x, double x0, double y0, double x1, double y1) {
        return y0 + (x - x0) * (y1 - y0) / (x1 - x0);
    }

    private static Map<String, RecordedDevice> load() {
        Map<String, RecordedDevice> all = new TreeMap<>();
        InputStream table = Objects.requireNonNull(RecordedDevice.class.getResourceAsStream(TABLE), TABLE);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).skip(1).forEach(line -> {
                String[] cells = line.split(",", -1);
                all.computeIfAbsent(cells[0], _ -> new RecordedDevice())
                        .rows
                        .add(new Row(
                                Integer.parseInt(cells[1]),
                                Double.parseDouble(cells[3]),
                                Double.parseDouble(cells[4])));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
