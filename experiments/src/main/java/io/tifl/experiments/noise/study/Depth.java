package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** C5: whether deeper networks of a family lose more or less. Whatever comes out is told. */
final class Depth implements NoisePart {
    private static final SequencedMap<String, Double> FAMILY = family();
    private static final double STEP = 6;

    private final Measurements measurements;

    Depth(Measurements measurements) {
        this.measurements = measurements;
    }

    private static SequencedMap<String, Double> family() {
        SequencedMap<String, Double> family = new LinkedHashMap<>();
        family.put("res8", 8.0);
        family.put("res14", 14.0);
        family.put("res20", 20.0);
        return family;
    }

    @Override
    public String id() {
        return "C5";
    }

    @Override
    public String title() {
        return "Depth";
    }

    @Override
    public List<String> needs() {
        return List.copyOf(FAMILY.keySet());
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.say(
                "Lines of least squares through 8, 14 and 20 layers of the same residual family, one for each training:"
                        + " by how many points of c(η) six more layers change it, positive for a greater loss.");
        for (Noise noise : List.of(Noise.LAYER_STD, Noise.LAYER_MAX)) {
            Map<Double, List<NoiseCurve>> curves = new LinkedHashMap<>();
            for (Map.Entry<String, Double> one : FAMILY.entrySet()) {
                curves.put(one.getValue(), measurements.curves(one.getKey(), noise));
            }
            judge(findings, noise, curves);
            findings.show(chart(noise, curves));
        }
        return findings;
    }

    /** @param curves by depth */
    static void judge(Findings findings, Noise noise, Map<Double, List<NoiseCurve>> curves) {
        MarkdownTable table = new MarkdownTable(
                "Points for six more layers, " + noise.name() + ".", "η", "normalised", "above chance");
        for (int i = 0; i < noise.levels().size(); i++) {
            int level = i;
            table.row(
                    Format.words("%.0f %%", 100 * noise.levels().get(i)),
                    Seeds.words(slope(curves, curve -> curve.change(level).mean())),
                    Seeds.words(slope(curves, curve -> 100 * (1 - curve.aboveChance(level)))));
        }
        Interval normalised = slope(curves, Seeds::loss);
        Interval aboveChance = slope(curves, Seeds::lossAboveChance);
        table.row("average", Seeds.words(normalised), Seeds.words(aboveChance));
        findings.show(table);
        findings.answer(
                "do deeper networks lose more? (" + noise.name() + ")",
                verdict(normalised),
                "six more layers: " + Seeds.words(normalised) + ", above chance " + Seeds.words(aboveChance));
    }

    private static String verdict(Interval slope) {
        if (slope.low() > 0) {
            return "they lose more";
        }
        if (slope.high() < 0) {
            return "they lose less";
        }
        return (slope.mean() > 0 ? "more" : "less") + ", but the interval holds 0";
    }

    private static Interval slope(Map<Double, List<NoiseCurve>> curves, ToDoubleFunction<NoiseCurve> figure) {
        List<Double> depths = List.copyOf(curves.keySet());
        List<Double> slopes = new ArrayList<>();
        int seeds = curves.values().iterator().next().size();
        for (int i = 0; i < seeds; i++) {
            int seed = i;
            List<Double> figures = curves.values().stream()
                    .map(ofDepth -> figure.applyAsDouble(ofDepth.get(seed)))
                    .toList();
            slopes.add(STEP * Seeds.slope(depths, figures));
        }
        return Interval.of(slopes);
    }

    private static Chart chart(Noise noise, Map<Double, List<NoiseCurve>> curves) {
        return Chart.of(
                        "depth-" + noise.name(),
                        "Average change over depth, " + noise.name().replace('-', ' '),
                        Axis.counts("layers").startingAt(6),
                        Axis.numbers("average change in per cent").startingAt(0))
                .noting("Bands are 95 % intervals over trainings.")
                .with(line("normalised", curves, Seeds::loss))
                .with(line("above chance", curves, Seeds::lossAboveChance));
    }

    private static Series.Line line(
            String name, Map<Double, List<NoiseCurve>> curves, ToDoubleFunction<NoiseCurve> figure) {
        List<Point> points = new ArrayList<>();
        curves.forEach((depth, seeds) -> {
            Interval interval = Seeds.of(seeds, figure);
            points.add(Point.between(depth, interval.mean(), interval.low(), interval.high()));
        });
        return new Series.Line(name, points);
    }
}
