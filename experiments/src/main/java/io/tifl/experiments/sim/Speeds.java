package io.tifl.experiments.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How fast real phones compute, relative to the median phone of the same measurement, which counts as one CPU. */
final class Speeds {
    private Speeds() {}

    /** AI-Benchmark scores by phone, higher is faster; a phone without a positive score is left out. */
    static double[] ofScores(Path file) throws IOException {
        List<Double> scores = new ArrayList<>();
        TraceFile.read(file).properties().forEach(phone -> addPositive(scores, phone.getValue()));
        return relativeToMedian(file, scores);
    }

    /** Milliseconds of ResNet training by phone, lower is faster; 0 stands for a missing figure and is left out. */
    static double[] ofLatencies(Path file) throws IOException {
        List<Double> milliseconds = new ArrayList<>();
        TraceFile.read(file).forEach(phone -> addPositive(milliseconds, phone.path("ResNet Latency")));
        List<Double> speeds = milliseconds.stream().map(latency -> 1 / latency).toList();
        return relativeToMedian(file, speeds);
    }

    private static void addPositive(List<Double> into, JsonNode value) {
        if (value.isNumber() && value.doubleValue() > 0 && Double.isFinite(value.doubleValue())) {
            into.add(value.doubleValue());
        }
    }

    private static double[] relativeToMedian(Path file, List<Double> values) throws IOException {
        if (values.isEmpty()) {
            throw new IOException("trace file " + file + " holds no usable speed");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = sorted[sorted.length / 2];
        return Arrays.stream(sorted).map(value -> value / median).toArray();
    }
}
