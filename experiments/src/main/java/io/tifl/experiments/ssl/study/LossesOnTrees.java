package io.tifl.experiments.ssl.study;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.ssl.loss.TripletLoss;
import io.tifl.experiments.ssl.study.Forests.Forest;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** R1, continued: the same trees under other losses, and with more negatives. */
final class LossesOnTrees implements StudyPart {
    private static final int EPOCHS = 4;

    private static final List<Loss> LOSSES = List.of(
            new Loss("nce", 0.1, 1),
            new Loss("nce", 0.1, 4),
            new Loss("nce-per-sample", 0.1, 1),
            new Loss("nce-per-sample", 0.5, 1),
            new Loss("triplet", 0.5, 1),
            new Loss("simple", 1, 1));

    private final Forests forests;

    LossesOnTrees(Forests forests) {
        this.forests = forests;
    }

    private record Loss(String name, double temperature, int negatives) {
        HltmSettings settings() {
            HltmSettings standard = HltmSettings.standard();
            return standard.with(TripletLoss.named(name, temperature))
                    .withNegatives(negatives)
                    .withLength(standard.steps(), EPOCHS);
        }

        String words() {
            String loss = name.equals("simple") ? name : name + Format.words(", τ %.1f", temperature);
            return negatives == 1 ? loss : loss + ", " + negatives + " negatives";
        }
    }

    @Override
    public String id() {
        return "losses";
    }

    @Override
    public String title() {
        return "Losses on latent trees";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        MarkdownTable table = new MarkdownTable(
                Format.words(
                        "Root's correlation, depth 5, polarity 0.7 to 1, width 10, %d trees; in brackets the"
                                + " specification's run.",
                        forests.trees()),
                "loss",
                "before",
                "epoch 1",
                "epoch 2",
                "epoch 4",
                "specification's run");
        Chart chart = Chart.of(
                "losses",
                "The root's best unit under several losses",
                Axis.counts("epoch"),
                Axis.numbers("|correlation|"));
        List<Forest> all = new ArrayList<>();
        for (Loss loss : LOSSES) {
            String name = Format.words("loss-%s-%.1f-%d", loss.name(), loss.temperature(), loss.negatives());
            Forest forest = forests.grow(name, loss.settings(), progress);
            all.add(forest);
            table.row(
                    loss.words(),
                    at(forest, 0),
                    at(forest, 1),
                    at(forest, 2),
                    at(forest, EPOCHS),
                    loss.negatives() == 1 ? FirstRun.loss(loss.name(), loss.temperature()) : "");
            chart = chart.with(line(loss.words(), forest));
        }
        Findings findings = new Findings();
        findings.show(table);
        findings.show(chart);
        double ceiling = all.getFirst().of(Forests::ceiling).mean();
        List<Double> ends =
                all.stream().map(forest -> forest.of(Forests::top).mean()).toList();
        double least = ends.stream().mapToDouble(end -> end).min().orElseThrow();
        double most = ends.stream().mapToDouble(end -> end).max().orElseThrow();
        findings.answer(
                "does the loss matter?",
                most - least < 0.05 ? "hardly" : "it does",
                Format.words("after %d epochs from %.3f to %.3f; the ceiling is %.3f", EPOCHS, least, most, ceiling));
        return findings;
    }

    private static String at(Forest forest, int epoch) {
        return Forests.words(forest.of(run -> Forests.top(run, epoch)));
    }

    private static Series.Line line(String name, Forest forest) {
        List<Series.Point> points = new ArrayList<>();
        for (int epoch = 0; epoch <= EPOCHS; epoch++) {
            int at = epoch;
            Interval top = forest.of(run -> Forests.top(run, at));
            points.add(Series.Point.between(epoch, top.mean(), top.low(), top.high()));
        }
        return new Series.Line(name, points);
    }
}
