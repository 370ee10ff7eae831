package io.tifl.experiments.ssl.study;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.Known;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.ssl.hltm.HltmRun;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.ssl.hltm.PolarityRange;
import io.tifl.experiments.ssl.hltm.TreeShape;
import io.tifl.experiments.ssl.study.Forests.Forest;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** R1: how well units come to know latents that nobody shows them, over depth, polarity and width. */
final class TreeGrid implements StudyPart {
    private static final List<Integer> DEPTHS = List.of(3, 5);
    private static final List<Double> POLARITIES = List.of(0.7, 0.8, 0.9);
    private static final List<Integer> WIDTHS = List.of(1, 2, 5, 10);

    /** Networks of this width or less differ much from tree to tree, and cost little: they get so many times more trees. */
    private static final int NARROW = 2;

    private static final int MORE = 4;

    private final Forests forests;
    private final Map<Cell, Forest> grid = new LinkedHashMap<>();

    TreeGrid(Forests forests) {
        this.forests = forests;
    }

    private record Cell(int depth, double polarity, int width) {
        HltmSettings settings() {
            return HltmSettings.standard()
                    .with(new TreeShape(depth, 2))
                    .with(new PolarityRange(polarity, 1))
                    .withWidth(width);
        }

        String words() {
            return Format.words("depth %d, polarity %.1f, width %d", depth, polarity, width);
        }
    }

    @Override
    public String id() {
        return "R1";
    }

    @Override
    public String title() {
        return "Latent trees";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        for (int depth : DEPTHS) {
            for (double polarity : POLARITIES) {
                for (int width : WIDTHS) {
                    Cell cell = new Cell(depth, polarity, width);
                    String name = Format.words("L%d-p%.1f-w%d", depth, polarity, width);
                    int trees = width <= NARROW ? MORE * forests.trees() : forests.trees();
                    grid.put(cell, forests.grow(name, cell.settings(), trees, progress));
                }
            }
        }
        Findings findings = new Findings();
        findings.say(Format.words(
                "The root's best |correlation| with a unit before training, after one epoch and after two (500 steps of"
                        + " 128 samples each), as a mean over %1$d trees (%2$d for widths of 1 and 2) with its standard error. The"
                        + " ceiling is the correlation of the root with its expectation given all leaves, on the %1$d trees.",
                forests.trees(), MORE * forests.trees()));
        findings.show(table());
        findings.show(levels());
        findings.show(profile());
        claims(findings);
        return findings;
    }

    private Forest at(int depth, double polarity, int width) {
        return Known.at(grid, new Cell(depth, polarity, width));
    }

    private MarkdownTable table() {
        MarkdownTable table = new MarkdownTable(
                "Correlation of the root; in brackets what the specification's own run measured.",
                "depth",
                "polarity",
                "ceiling",
                "width 1",
                "width 2",
                "width 5",
                "width 10");
        for (int depth : DEPTHS) {
            for (double polarity : POLARITIES) {
                List<String> row = new ArrayList<>(List.of(
                        Integer.toString(depth),
                        Format.words("%.1f to 1", polarity),
                        Forests.words(at(depth, polarity, 10).of(Forests::ceiling)) + " ("
                                + FirstRun.ceiling(depth, polarity) + ")"));
                for (int width : WIDTHS) {
                    row.add(way(at(depth, polarity, width)) + " (" + FirstRun.way(depth, polarity, width) + ")");
                }
                table.row(row);
            }
        }
        return table;
    }

    private static String way(Forest forest) {
        return Format.words(
                "%.2f → %.2f → %s",
                forest.of(run -> Forests.top(run, 0)).mean(),
                forest.of(run -> Forests.top(run, 1)).mean(),
                Forests.words(forest.of(Forests::top)));
    }

    private MarkdownTable levels() {
        int depth = DEPTHS.getLast();
        Forest forest = at(depth, 0.8, 10);
        MarkdownTable table = new MarkdownTable(
                "By level: depth 5, polarity 0.8 to 1, width 10; level 0 is the root's.",
                "level",
                "ceiling",
                "before",
                "after",
                "gain",
                "specification's run");
        for (int level = 0; level < depth; level++) {
            int at = level;
            table.row(
                    Integer.toString(level),
                    Format.words(
                            "%.3f",
                            forest.of(run -> run.epochs()
                                            .getLast()
                                            .levels()
                                            .get(at)
                                            .ceiling())
                                    .mean()),
                    Forests.words(forest.of(run -> correlation(run, 0, at))),
                    Forests.words(forest.of(run -> correlation(run, run.epochs().size() - 1, at))),
                    Forests.words(forest.of(run -> gain(run, at))),
                    FirstRun.level(level));
        }
        return table;
    }

    private static double correlation(HltmRun run, int epoch, int level) {
        return run.epochs().get(epoch).levels().get(level).correlation();
    }

    private static double gain(HltmRun run, int level) {
        return correlation(run, run.epochs().size() - 1, level) - correlation(run, 0, level);
    }

    private Chart profile() {
        List<String> columns = new ArrayList<>();
        POLARITIES.forEach(polarity ->
                DEPTHS.forEach(depth -> columns.add(Format.words("depth %d, ρ from %.1f", depth, polarity))));
        Chart chart = Chart.of(
                        "trees",
                        "What the root's best unit knows after two epochs",
                        Axis.categories("trees", columns),
                        Axis.numbers("|correlation|").startingAt(0).reaching(1))
                .noting("Bands are 95 % intervals over trees.");
        for (int width : WIDTHS) {
            List<Series.Point> points = new ArrayList<>();
            for (double polarity : POLARITIES) {
                for (int depth : DEPTHS) {
                    Interval top = at(depth, polarity, width).of(Forests::top);
                    points.add(Series.Point.between(points.size(), top.mean(), top.low(), top.high()));
                }
            }
            chart = chart.with(new Series.Bars("width " + width, points));
        }
        return chart;
    }

    private void claims(Findings findings) {
        findings.claim(
                "(i) training raises the root's correlation, for widths of 5 and more",
                grid.keySet().stream().filter(cell -> cell.width() >= 5).allMatch(cell -> rise(cell) > 0),
                least("least rise", cells(5), this::rise));
        List<Step> wider = steps((depth, polarity) -> IntStream.range(1, WIDTHS.size())
                .mapToObj(w -> new Step(
                        new Cell(depth, polarity, WIDTHS.get(w - 1)), new Cell(depth, polarity, WIDTHS.get(w))))
                .toList());
        findings.claim("(ii) it grows with the width", grows(wider), seen(wider));
        List<Step> stronger = new ArrayList<>();
        List<Step> shallower = new ArrayList<>();
        for (int width : WIDTHS.subList(1, WIDTHS.size())) {
            for (int depth : DEPTHS) {
                for (int p = 1; p < POLARITIES.size(); p++) {
                    stronger.add(new Step(
                            new Cell(depth, POLARITIES.get(p - 1), width), new Cell(depth, POLARITIES.get(p), width)));
                }
            }
            for (double polarity : POLARITIES) {
                shallower.add(new Step(new Cell(5, polarity, width), new Cell(3, polarity, width)));
            }
        }
        findings.claim("(iii) it grows with the polarity, for widths of 2 and more", grows(stronger), seen(stronger));
        findings.claim("(iv) it falls with depth, for widths of 2 and more", grows(shallower), seen(shallower));
        claimCeiling(findings);
        claimTop(findings);
    }

    private interface StepsOf {
        List<Step> of(int depth, double polarity);
    }

    private static List<Step> steps(StepsOf maker) {
        List<Step> steps = new ArrayList<>();
        DEPTHS.forEach(depth -> POLARITIES.forEach(polarity -> steps.addAll(maker.of(depth, polarity))));
        return steps;
    }

    /** From a cell to one whose correlation should be higher. */
    private record Step(Cell from, Cell to) {}

    private double gain(Step step) {
        return forest(step.to()).above(forest(step.from()), Forests::top).mean();
    }

    private Forest forest(Cell cell) {
        return at(cell.depth(), cell.polarity(), cell.width());
    }

    private boolean grows(List<Step> steps) {
        return steps.stream().allMatch(step -> gain(step) > 0);
    }

    private String seen(List<Step> steps) {
        Step least =
                steps.stream().min((a, b) -> Double.compare(gain(a), gain(b))).orElseThrow();
        Interval gap = forest(least.to()).above(forest(least.from()), Forests::top);
        return Format.words(
                "%d of %d steps; least %s, from %s to %s",
                steps.stream().filter(step -> gain(step) > 0).count(),
                steps.size(),
                Forests.words(gap),
                least.from().words(),
                least.to().words());
    }

    private List<Cell> cells(int least) {
        return grid.keySet().stream().filter(cell -> cell.width() >= least).toList();
    }

    private double rise(Cell cell) {
        return forest(cell).of(run -> gain(run, 0)).mean();
    }

    private static String least(String what, List<Cell> cells, ToDoubleFunction<Cell> figure) {
        Cell least = cells.stream()
                .min((a, b) -> Double.compare(figure.applyAsDouble(a), figure.applyAsDouble(b)))
                .orElseThrow();
        return what + Format.words(" %.3f at %s", figure.applyAsDouble(least), least.words());
    }

    private void claimCeiling(Findings findings) {
        double worst = Double.NEGATIVE_INFINITY;
        int measurements = 0;
        for (Forest forest : grid.values()) {
            for (HltmRun run : forest.runs()) {
                for (HltmRun.Epoch epoch : run.epochs()) {
                    double gap = epoch.levels().getFirst().correlation()
                            - epoch.levels().getFirst().ceiling();
                    worst = Math.max(worst, gap / epoch.ceilingError());
                    measurements++;
                }
            }
        }
        findings.claim(
                "(v) no network passes its tree's ceiling by more than 2 standard errors",
                worst <= 2,
                Format.words(
                        "closest of %,d measurements: %.2f standard errors %s it",
                        measurements, Math.abs(worst), worst > 0 ? "above" : "below"));
    }

    private void claimTop(Findings findings) {
        List<String> seen = new ArrayList<>();
        boolean holds = true;
        for (double polarity : POLARITIES) {
            Forest forest = at(5, polarity, 10);
            List<Double> gains = new ArrayList<>();
            for (int level = 0; level < 5; level++) {
                int at = level;
                gains.add(forest.of(run -> gain(run, at)).mean());
            }
            holds &= gains.subList(1, gains.size()).stream().allMatch(gain -> gain < gains.getFirst());
            seen.add(Format.words(
                    "polarity %.1f: %.3f at the root, %.3f at the lowest latents",
                    polarity, gains.getFirst(), gains.getLast()));
        }
        findings.claim("(vi) of all levels the root gains most (depth 5, width 10)", holds, String.join("; ", seen));
    }
}
