package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.noise.zoo.ZooEntry;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Every network under every level of noise. */
final class NoiseTables implements NoisePart {
    private static final String COMPARED = "cifar10";

    private final Measurements measurements;

    NoiseTables(Measurements measurements) {
        this.measurements = measurements;
    }

    @Override
    public String id() {
        return "table";
    }

    @Override
    public String title() {
        return "Networks and levels of noise";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        NoiseStudy.Options options = measurements.options();
        findings.say(Format.words(
                "Gaussian noise on weights, %d chips for each level and network, %d trainings of each network (seeds %s);"
                        + " all networks meet the same chance. A(η) is accuracy over clean accuracy a0; the average change is"
                        + " the mean over η of 100 (a0 - a) / a0, so positive is a loss, and in brackets stand 95 %%"
                        + " intervals over trainings. Above chance means of accuracy minus one tenth. η50 is where accuracy"
                        + " has fallen half-way to chance.",
                options.trials(), options.seeds().size(), options.seeds()));
        for (Noise noise : List.of(Noise.LAYER_STD, Noise.LAYER_MAX, Noise.ALL_TENSORS)) {
            findings.show(table(noise));
        }
        findings.show(beside());
        findings.show(chart(Noise.LAYER_STD));
        findings.show(chart(Noise.LAYER_MAX));
        return findings;
    }

    private static String described(Noise noise) {
        return switch (noise.name()) {
            case "layer-std" -> "η as a share of each layer's standard deviation, on kernels and matrices";
            case "layer-max" -> "η as a share of each layer's largest magnitude, on kernels and matrices";
            default ->
                "η as a share of each tensor's standard deviation, on all tensors, biases and normalisation included";
        };
    }

    private MarkdownTable table(Noise noise) throws IOException, InterruptedException {
        List<String> columns = new ArrayList<>(List.of("model", "data", "parameters", "a0"));
        noise.levels().forEach(level -> columns.add(Format.words("%.0f %%", 100 * level)));
        columns.addAll(List.of("average change", "above chance", "sd of chips at 40 %", "η50"));
        MarkdownTable table = new MarkdownTable("A(η): " + described(noise) + ".", columns.toArray(String[]::new));
        for (ZooEntry entry : measurements.entries()) {
            table.row(row(entry, measurements.curves(entry.name(), noise)));
        }
        return table;
    }

    private List<String> row(ZooEntry entry, List<NoiseCurve> curves) throws IOException, InterruptedException {
        long first = measurements.options().seeds().getFirst();
        List<String> row = new ArrayList<>(List.of(
                entry.name(),
                entry.dataset(),
                Format.words(
                        "%,d", measurements.model(entry, first).parameters().size()),
                accuracy(curves)));
        int levels = curves.getFirst().levels().size();
        for (int i = 0; i < levels; i++) {
            int level = i;
            row.add(Seeds.share("%.2f", Seeds.of(curves, curve -> curve.normalised(level))));
        }
        row.add(Seeds.words(Seeds.of(curves, Seeds::loss)));
        row.add(Seeds.words(Seeds.of(curves, Seeds::lossAboveChance)));
        row.add(Format.words(
                "%.3f", Seeds.of(curves, curve -> curve.deviation(levels - 1)).mean()));
        row.add(halfWay(curves));
        return row;
    }

    private static String accuracy(List<NoiseCurve> curves) {
        return Format.words("%.3f", Seeds.of(curves, NoiseCurve::cleanAccuracy).mean());
    }

    private static String halfWay(List<NoiseCurve> curves) {
        List<Double> there = curves.stream()
                .map(NoiseCurve::halfWay)
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList();
        return there.size() < curves.size()
                ? "beyond"
                : Format.words("%.2f", Interval.of(there).mean());
    }

    private MarkdownTable beside() throws IOException, InterruptedException {
        MarkdownTable table = new MarkdownTable(
                "Average changes on CIFAR-10 beside those of a first run of the same plan in another program (one training,"
                        + " five chips, 1,000 test images; differences under about 4 are ties).",
                "model",
                "a0",
                "first run",
                "layer std",
                "first run",
                "layer max",
                "first run",
                "all tensors",
                "first run");
        for (ZooEntry entry : measurements.entries()) {
            if (FirstRun.of(entry.name()).isPresent() && entry.dataset().equals(COMPARED)) {
                FirstRun first = FirstRun.of(entry.name()).get();
                List<NoiseCurve> std = measurements.curves(entry.name(), Noise.LAYER_STD);
                table.row(
                        entry.name(),
                        accuracy(std),
                        Format.words("%.3f", first.accuracy()),
                        Seeds.words(Seeds.of(std, Seeds::loss)),
                        Format.words("%.1f", first.layerStd()),
                        Seeds.words(Seeds.of(measurements.curves(entry.name(), Noise.LAYER_MAX), Seeds::loss)),
                        Format.words("%.1f", first.layerMax()),
                        Seeds.words(Seeds.of(measurements.curves(entry.name(), Noise.ALL_TENSORS), Seeds::loss)),
                        Format.words("%.1f", first.allTensors()));
            }
        }
        return table;
    }

    private Chart chart(Noise noise) throws IOException, InterruptedException {
        Chart chart = Curves.chart(
                        noise.name(), "Accuracy over noise, " + noise.name().replace('-', ' '), "η")
                .noting("On CIFAR-10. Bands are 95 % intervals over trainings.")
                .inManyColours();
        for (ZooEntry entry : measurements.entries()) {
            if (entry.dataset().equals(COMPARED)) {
                chart = chart.with(Curves.line(entry.name(), measurements.curves(entry.name(), noise)));
            }
        }
        return chart;
    }
}
