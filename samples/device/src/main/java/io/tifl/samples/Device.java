package io.tifl.samples;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A device that trains small models on rows of a CSV file, its last column the class. */
public final class Device {
    private static final Logger LOG = LoggerFactory.getLogger(Device.class);

    private Device() {}

    /** Arguments: the coordinator's address, a folder for state, an enrolment token, a CSV file of numbers. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Examples rows = read(Path.of(arguments[3]));
        try (TiflClient client = TiflClient.builder(URI.create(arguments[0]))
                .state(Path.of(arguments[1]))
                .enrolment(arguments[2])
                .data(new LocalData(rows, rows))
                .listener(event -> LOG.info("{}", event))
                .build()) {
            Runtime.getRuntime().addShutdownHook(new Thread(client::close));
            client.start();
            client.awaitStop();
        }
    }

    private static Examples read(Path csv) throws IOException {
        List<double[]> rows = Files.readAllLines(csv).stream()
                .map(line -> List.of(line.split(",")).stream()
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
        return examples(
                rows,
                (int) rows.stream()
                                .mapToDouble(row -> row[row.length - 1])
                                .max()
                                .orElse(1)
                        + 1);
    }

    private static Examples examples(List<double[]> rows, int classes) {
        int width = rows.getFirst().length - 1;
        float[] features = new float[rows.size() * width];
        int[] labels = new int[rows.size()];
        for (int row = 0; row < labels.length; row++) {
            for (int column = 0; column < width; column++) {
                features[row * width + column] = (float) rows.get(row)[column];
            }
            labels[row] = (int) rows.get(row)[width];
        }
        return Examples.dense(List.of(width), classes, features, labels);
    }
}
