package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.noise.zoo.ZooEntry;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** C2: what η is a share of decides what it does. */
final class Scales implements NoisePart {
    /** Far more is at least half as much again, in every training. */
    private static final double FAR_MORE = 1.5;

    private final Measurements measurements;

    Scales(Measurements measurements) {
        this.measurements = measurements;
    }

    /** Curves of one network under both scales. */
    record Pair(List<NoiseCurve> std, List<NoiseCurve> max) {
        /** Over trainings; where noise by the standard deviation costs nothing, the factor is of a hundredth of a point. */
        double leastFactor() {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < std.size(); i++) {
                double small = Math.max(Seeds.loss(std.get(i)), 0.01);
                least = Math.min(least, Seeds.loss(max.get(i)) / small);
            }
            return least;
        }
    }

    @Override
    public String id() {
        return "C2";
    }

    @Override
    public String title() {
        return "The scale of noise";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        for (ZooEntry entry : measurements.entries()) {
            pairs.put(
                    entry.name(),
                    new Pair(
                            measurements.curves(entry.name(), Noise.LAYER_STD),
                            measurements.curves(entry.name(), Noise.LAYER_MAX)));
        }
        Findings findings = new Findings();
        judge(findings, pairs);
        return findings;
    }

    static void judge(Findings findings, Map<String, Pair> pairs) {
        MarkdownTable table = new MarkdownTable(
                "Average change by layer max less that by layer std, of the same chips.", "model", "difference");
        String least = "";
        double factor = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, Pair> one : pairs.entrySet()) {
            Pair pair = one.getValue();
            table.row(one.getKey(), Seeds.words(Seeds.difference(pair.max(), pair.std(), Seeds::loss)));
            if (pair.leastFactor() < factor) {
                factor = pair.leastFactor();
                least = one.getKey();
            }
        }
        findings.show(table);
        findings.claim(
                "at the same η, noise by the layer's largest magnitude costs at least 1.5 times what noise by its standard"
                        + " deviation costs, in every training of every network",
                factor >= FAR_MORE,
                Format.words("least factor %.1f, %s", factor, least));
    }
}
