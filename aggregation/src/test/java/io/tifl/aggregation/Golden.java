package io.tifl.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reference values that {@code golden/aggregation/make.py} worked out in double precision, and the changes they are of. */
public final class Golden {
    private static final int COLUMNS = 6;

    private Golden() {}

    /** The rows of each name, in order. */
    public static Map<String, List<double[]>> read(String file) throws IOException {
        Map<String, List<double[]>> rows = new LinkedHashMap<>();
        try (InputStream in = Golden.class.getResourceAsStream("/golden/aggregation/" + file)) {
            String text = new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
            text.lines().forEach(line -> {
                String[] words = line.split(" ");
                double[] values = Arrays.stream(words)
                        .skip(1)
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                rows.computeIfAbsent(words[0], _ -> new ArrayList<>()).add(values);
            });
        }
        return rows;
    }

    public static Parameters change(int row, int round) {
        return change(row, round, COLUMNS);
    }

    public static Parameters change(int row, int round, int columns) {
        float[] values = new float[columns];
        for (int column = 0; column < columns; column++) {
            values[column] = ((row * 37 + column * 61 + round * 29 + row * column * 7) % 101 - 50) / 64f;
        }
        return Parameters.owning(Layout.flat(columns), values);
    }

    public static void assertClose(Parameters actual, double[] expected, double relative) {
        assertThat(actual.size()).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            double scale = Math.max(1e-3, Math.abs(expected[i]));
            assertThat((double) actual.get(i)).as("value " + i).isCloseTo(expected[i], within(relative * scale));
        }
    }
}
