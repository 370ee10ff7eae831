package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.noise.NoisyWeights;
import io.tifl.experiments.noise.Scope;
import io.tifl.experiments.noise.zoo.ZooEntry;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.study.Interval;
import io.tifl.protocol.Layout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Noise in one layer at a time: which layers a network cannot do without. */
final class LayerSensitivity implements NoisePart {
    private static final List<String> NETWORKS = List.of("mlp2", "vgg6", "vgg6-bn", "res8", "depthwise");
    private static final double ETA = 0.2;

    private final Measurements measurements;

    LayerSensitivity(Measurements measurements) {
        this.measurements = measurements;
    }

    @Override
    public String id() {
        return "layers";
    }

    @Override
    public String title() {
        return "Noise in one layer at a time";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.say(
                "Normalised percentage change with η = 20 % of one layer's standard deviation and none elsewhere, the most"
                        + " sensitive layer first.");
        MarkdownTable table =
                new MarkdownTable("Layers in order of sensitivity.", "model", "layer", "weights", "change in per cent");
        for (ZooEntry entry : measurements.entries()) {
            if (NETWORKS.contains(entry.name())) {
                Map<String, Interval> changes = changes(entry);
                rows(table, entry, changes);
                findings.show(chart(entry.name(), changes));
            }
        }
        findings.show(table);
        return findings;
    }

    /** By tensor, from the first layer. */
    private Map<String, Interval> changes(ZooEntry entry) throws IOException, InterruptedException {
        long first = measurements.options().seeds().getFirst();
        List<String> tensors = new NoisyWeights(
                        measurements.model(entry, first).parameters(), Noise.LAYER_STD.device(), Scope.WEIGHTS)
                .tensors();
        Map<String, Interval> changes = new LinkedHashMap<>();
        for (String tensor : tensors) {
            Noise noise = new Noise(
                    "only-" + tensor.replace('_', '-'),
                    Noise.LAYER_STD.device(),
                    Scope.WEIGHTS.onlyOf(tensor),
                    List.of(ETA));
            List<NoiseCurve> curves = measurements.curves(entry.name(), noise);
            changes.put(tensor, Seeds.of(curves, Seeds::loss));
        }
        return changes;
    }

    private void rows(MarkdownTable table, ZooEntry entry, Map<String, Interval> changes)
            throws IOException, InterruptedException {
        Layout layout = measurements
                .model(entry, measurements.options().seeds().getFirst())
                .parameters()
                .layout();
        List<Map.Entry<String, Interval>> ranked = new ArrayList<>(changes.entrySet());
        ranked.sort(Comparator.comparingDouble(one -> -one.getValue().mean()));
        for (Map.Entry<String, Interval> one : ranked) {
            int size = layout.blocks().stream()
                    .filter(block -> block.name().equals(one.getKey()))
                    .findFirst()
                    .orElseThrow()
                    .size();
            table.row(entry.name(), one.getKey(), Format.words("%,d", size), Seeds.words(one.getValue()));
        }
    }

    private static Chart chart(String name, Map<String, Interval> changes) {
        List<Point> points = new ArrayList<>();
        changes.values()
                .forEach(interval ->
                        points.add(Point.between(points.size(), interval.mean(), interval.low(), interval.high())));
        return Chart.of(
                        "layers-" + name,
                        "What noise in one layer costs " + name,
                        Axis.categories("layer with noise", List.copyOf(changes.keySet())),
                        Axis.numbers("change in per cent").startingAt(0))
                .noting("Whiskers are 95 % intervals over trainings.")
                .with(new Series.Bars(name, points));
    }
}
