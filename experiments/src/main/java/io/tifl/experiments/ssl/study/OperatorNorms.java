package io.tifl.experiments.ssl.study;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.ssl.hltm.HltmRun;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.ssl.hltm.LevelProfile;
import io.tifl.experiments.ssl.hltm.PolarityRange;
import io.tifl.experiments.ssl.study.Forests.Forest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** R2: covariance operators, and how weights turn to where they point, while networks learn. */
final class OperatorNorms implements StudyPart {
    private static final int STEPS = 50;
    private static final int LOOKS = 30;
    private static final int LEVELS = 5;

    private final Forests forests;

    OperatorNorms(Forests forests) {
        this.forests = forests;
    }

    @Override
    public String id() {
        return "R2";
    }

    @Override
    public String title() {
        return "Covariance operators over time";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        HltmSettings settings = HltmSettings.standard()
                .with(new PolarityRange(0.8, 1))
                .withLength(STEPS, LOOKS)
                .judging(2048);
        Forest forest = forests.grow("operators", settings, progress);
        Findings findings = new Findings();
        findings.say("Depth 5, polarity 0.8 to 1, width 10: means over trees and over the latents of a level.");
        findings.show(table(forest));
        findings.show(chart(
                "operators",
                "Norm of covariance operators",
                Axis.numbers("norm").logarithmic(),
                forest,
                LevelProfile::operatorNorm));
        findings.show(chart(
                "alignment",
                "How far weights point where the theory says",
                Axis.numbers("alignment"),
                forest,
                LevelProfile::alignment));
        findings.show(chart("weights", "Norm of weights", Axis.numbers("norm"), forest, LevelProfile::weightNorm));
        for (int level = 0; level < LEVELS; level++) {
            answer(findings, forest, level);
        }
        return findings;
    }

    private static MarkdownTable table(Forest forest) {
        MarkdownTable table = new MarkdownTable(
                "Operator's norm at its peak and at the end, and alignment of weights, by level (0 is the root's).",
                "level",
                "norm before",
                "peak",
                "at step",
                "norm at the end",
                "alignment before",
                "alignment at the end");
        for (int level = 0; level < LEVELS; level++) {
            int peak = peak(forest, level);
            table.row(
                    Integer.toString(level),
                    figure(forest, 0, level, LevelProfile::operatorNorm),
                    figure(forest, peak, level, LevelProfile::operatorNorm),
                    Integer.toString(peak * STEPS),
                    figure(forest, LOOKS, level, LevelProfile::operatorNorm),
                    figure(forest, 0, level, LevelProfile::alignment),
                    figure(forest, LOOKS, level, LevelProfile::alignment));
        }
        return table;
    }

    private static String figure(Forest forest, int look, int level, ToDoubleFunction<LevelProfile> figure) {
        return Format.words("%.3g", mean(forest, look, level, figure));
    }

    private static double mean(Forest forest, int look, int level, ToDoubleFunction<LevelProfile> figure) {
        return forest.of(run -> at(run, look, level, figure)).mean();
    }

    private static double at(HltmRun run, int look, int level, ToDoubleFunction<LevelProfile> figure) {
        return figure.applyAsDouble(run.epochs().get(look).levels().get(level));
    }

    private static int peak(Forest forest, int level) {
        int peak = 0;
        for (int look = 1; look <= LOOKS; look++) {
            if (mean(forest, look, level, LevelProfile::operatorNorm)
                    > mean(forest, peak, level, LevelProfile::operatorNorm)) {
                peak = look;
            }
        }
        return peak;
    }

    private static void answer(Findings findings, Forest forest, int level) {
        double before = mean(forest, 0, level, LevelProfile::operatorNorm);
        double peak = mean(forest, peak(forest, level), level, LevelProfile::operatorNorm);
        double end = mean(forest, LOOKS, level, LevelProfile::operatorNorm);
        int at = peak(forest, level);
        String way = peak > before ? "rises" : "does not rise";
        String then = at >= LOOKS - 2 ? " to the end" : end < 0.9 * peak ? ", then decays" : ", then stays";
        findings.answer(
                "does the operator of level " + level + " rise at first, then decay or stay?",
                way + then,
                Format.words("%.3g, %.3g at step %d, %.3g", before, peak, at * STEPS, end));
    }

    private static Chart chart(
            String name, String title, Axis unit, Forest forest, ToDoubleFunction<LevelProfile> figure) {
        Chart chart = Chart.of(name, title, Axis.counts("steps"), unit);
        for (int level = 0; level < LEVELS; level++) {
            List<Series.Point> points = new ArrayList<>();
            for (int look = 0; look <= LOOKS; look++) {
                points.add(Series.Point.of(look * (double) STEPS, mean(forest, look, level, figure)));
            }
            chart = chart.with(new Series.Line(level == 0 ? "root" : "level " + level, points));
        }
        return chart;
    }
}
