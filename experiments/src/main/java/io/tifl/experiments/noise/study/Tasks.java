package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** C6: the same network loses more of a harder task. */
final class Tasks implements NoisePart {
    private static final List<String> NETWORKS = List.of("mlp2", "vgg6", "vgg6-bn");

    private final Measurements measurements;

    Tasks(Measurements measurements) {
        this.measurements = measurements;
    }

    /** Curves of one network on three data sets, from the easiest. */
    record Ladder(List<NoiseCurve> mnist, List<NoiseCurve> fashion, List<NoiseCurve> cifar) {
        Interval difference() {
            return Seeds.difference(cifar, mnist, Seeds::loss);
        }

        String words() {
            return Seeds.words(Seeds.of(mnist, Seeds::loss)) + ", " + Seeds.words(Seeds.of(fashion, Seeds::loss)) + ", "
                    + Seeds.words(Seeds.of(cifar, Seeds::loss));
        }
    }

    @Override
    public String id() {
        return "C6";
    }

    @Override
    public String title() {
        return "The task";
    }

    @Override
    public List<String> needs() {
        return NETWORKS.stream()
                .flatMap(name -> Stream.of(name + "-mnist", name + "-fashion", name))
                .toList();
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        for (Noise noise : List.of(Noise.LAYER_STD, Noise.LAYER_MAX)) {
            Map<String, Ladder> ladders = new LinkedHashMap<>();
            for (String name : NETWORKS) {
                ladders.put(
                        name,
                        new Ladder(
                                measurements.curves(name + "-mnist", noise),
                                measurements.curves(name + "-fashion", noise),
                                measurements.curves(name, noise)));
            }
            judge(findings, noise, ladders);
            findings.show(chart(noise, ladders));
        }
        return findings;
    }

    static void judge(Findings findings, Noise noise, Map<String, Ladder> ladders) {
        MarkdownTable table = new MarkdownTable(
                "Average changes, " + noise.name() + ", and above chance.",
                "network",
                "MNIST",
                "Fashion-MNIST",
                "CIFAR-10",
                "MNIST, above chance",
                "Fashion-MNIST, above chance",
                "CIFAR-10, above chance",
                "CIFAR-10 less MNIST");
        List<String> against = new ArrayList<>();
        ladders.forEach((name, ladder) -> {
            Stream<List<NoiseCurve>> steps = Stream.of(ladder.mnist(), ladder.fashion(), ladder.cifar());
            List<String> row = new ArrayList<>(List.of(name));
            steps.forEach(step -> row.add(Seeds.words(Seeds.of(step, Seeds::loss))));
            Stream.of(ladder.mnist(), ladder.fashion(), ladder.cifar())
                    .forEach(step -> row.add(Seeds.words(Seeds.of(step, Seeds::lossAboveChance))));
            row.add(Seeds.words(ladder.difference()));
            table.row(row);
            if (ladder.difference().low() <= 0) {
                against.add(name);
            }
        });
        findings.show(table);
        findings.claim(
                "every network loses more on CIFAR-10 than on MNIST: the interval of the difference lies above 0 ("
                        + noise.name() + ")",
                against.isEmpty(),
                (against.isEmpty() ? "" : "not " + against + "; ") + "MNIST, Fashion-MNIST, CIFAR-10: "
                        + String.join(
                                "; ",
                                ladders.entrySet().stream()
                                        .map(one -> one.getKey() + " "
                                                + one.getValue().words())
                                        .toList()));
    }

    private static Chart chart(Noise noise, Map<String, Ladder> ladders) {
        Chart chart = Curves.chart(
                        "tasks-" + noise.name(),
                        "Accuracy over noise by task, " + noise.name().replace('-', ' '),
                        "η")
                .noting("Bands are 95 % intervals over trainings.")
                .inManyColours();
        for (Map.Entry<String, Ladder> one : ladders.entrySet()) {
            chart = chart.with(
                            Curves.line(one.getKey() + ", MNIST", one.getValue().mnist()))
                    .with(Curves.line(
                            one.getKey() + ", Fashion-MNIST", one.getValue().fashion()))
                    .with(Curves.line(
                            one.getKey() + ", CIFAR-10", one.getValue().cifar()));
        }
        return chart;
    }
}
