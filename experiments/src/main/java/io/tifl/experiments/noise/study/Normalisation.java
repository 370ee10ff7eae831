package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** C4: batch normalisation makes a network less resistant (Fagbohungbe and Qian, arXiv 2205.07372). */
final class Normalisation implements NoisePart {
    private static final List<String> DATA = List.of("", "-fashion", "-mnist");

    private final Measurements measurements;

    Normalisation(Measurements measurements) {
        this.measurements = measurements;
    }

    @Override
    public String id() {
        return "C4";
    }

    @Override
    public String title() {
        return "Batch normalisation";
    }

    @Override
    public List<String> needs() {
        return List.of("vgg6", "vgg6-bn");
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        MarkdownTable table = new MarkdownTable(
                "The same network with batch normalisation and without: average changes, and the difference training by"
                        + " training.",
                "network",
                "noise",
                "without",
                "with",
                "difference",
                "difference above chance");
        for (String data : DATA) {
            for (Noise noise : List.of(Noise.LAYER_STD, Noise.LAYER_MAX, Noise.ALL_TENSORS)) {
                row(table, data, noise);
            }
        }
        findings.show(table);
        judge(findings, measurements.curves("vgg6", Noise.LAYER_STD), measurements.curves("vgg6-bn", Noise.LAYER_STD));
        return findings;
    }

    private void row(MarkdownTable table, String data, Noise noise) throws IOException, InterruptedException {
        if (!measurements.names().containsAll(List.of("vgg6" + data, "vgg6-bn" + data))) {
            return;
        }
        List<NoiseCurve> without = measurements.curves("vgg6" + data, noise);
        List<NoiseCurve> with = measurements.curves("vgg6-bn" + data, noise);
        table.row(
                "vgg6" + data,
                noise.name(),
                Seeds.words(Seeds.of(without, Seeds::loss)),
                Seeds.words(Seeds.of(with, Seeds::loss)),
                Seeds.words(Seeds.difference(with, without, Seeds::loss)),
                Seeds.words(Seeds.difference(with, without, Seeds::lossAboveChance)));
    }

    static void judge(Findings findings, List<NoiseCurve> without, List<NoiseCurve> with) {
        Interval difference = Seeds.difference(with, without, Seeds::loss);
        Interval aboveChance = Seeds.difference(with, without, Seeds::lossAboveChance);
        findings.claim(
                "with batch normalisation the network loses more, also above chance: both intervals lie above 0",
                difference.low() > 0 && aboveChance.low() > 0,
                "more by " + Seeds.words(difference) + ", above chance by " + Seeds.words(aboveChance));
    }
}
