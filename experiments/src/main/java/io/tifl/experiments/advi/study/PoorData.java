package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.amortised.ColumnClassifier.Result;
import io.tifl.experiments.advi.amortised.ColumnSettings;
import io.tifl.experiments.advi.amortised.ImageLoss;
import io.tifl.experiments.advi.amortised.LabelledColumns;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.study.ColumnRuns.Data;
import io.tifl.experiments.advi.study.ColumnRuns.Wanted;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.study.Interval;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** R4: the classifier of single columns on data of which something is lost, or of which there is little. */
public final class PoorData implements StudyPart {
    private static final int COMPONENTS = 5;
    private static final double RATE = 0.5;

    private final KeptResults kept;
    private final DigitSource data;
    private final List<Long> seeds;
    private final int threads;
    private final UnaryOperator<ColumnSettings> changed;

    /** What data is poor in. */
    enum Poverty {
        PIXELS("half the pixels lost", ImageLoss.PIXELS, 20_000, 25),
        ROWS("half the bands of 4 rows lost", ImageLoss.ROWS, 20_000, 25),
        FEWEST("600 images", ImageLoss.NOTHING, 600, 250),
        FEWER("2,000 images", ImageLoss.NOTHING, 2_000, 75),
        FEW("6,000 images", ImageLoss.NOTHING, 6_000, 25);

        private final String words;
        private final ImageLoss loss;
        private final int images;
        private final int epochs;

        Poverty(String words, ImageLoss loss, int images, int epochs) {
            this.words = words;
            this.loss = loss;
            this.images = images;
            this.epochs = epochs;
        }
    }

    /**
     * The part.
     *
     * @param data MNIST
     * @param seeds a training of each kind for each; each draws images and losses of its own
     * @param threads trainings at once
     */
    public PoorData(KeptResults kept, DigitSource data, List<Long> seeds, int threads) {
        this(kept, data, seeds, threads, UnaryOperator.identity());
    }

    PoorData(KeptResults kept, DigitSource data, List<Long> seeds, int threads, UnaryOperator<ColumnSettings> changed) {
        this.kept = kept;
        this.data = data;
        this.seeds = List.copyOf(seeds);
        this.threads = threads;
        this.changed = changed;
    }

    @Override
    public String id() {
        return "R4";
    }

    @Override
    public String title() {
        return "Digits from poor data";
    }

    /** Trainings of one kind of data, by bound. */
    record Results(Map<Poverty, Map<Bound, List<Result>>> all) {
        List<Result> of(Poverty poverty, Bound bound) {
            return all.getOrDefault(poverty, Map.of()).getOrDefault(bound, List.of());
        }

        Interval difference(Poverty poverty, ToDoubleFunction<Result> figure) {
            return ColumnRuns.difference(of(poverty, Bound.SELBO), of(poverty, Bound.SIWAE), figure);
        }
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Results results = results(progress);
        Findings findings = new Findings();
        findings.say(Format.words(
                "The classifier of R3 with K = %d. Lost pixels and rows are black, the same ones in every epoch, in 20,000"
                        + " images to train on and all to judge on; small sets are drawn from all images and trained for"
                        + " about 4,700 steps each. Seeds %s, each with images and losses of its own; differences are of the"
                        + " two bounds under one seed, and in brackets stand their 95 %% intervals.",
                COMPONENTS, seeds));
        findings.show(figures(results));
        findings.show(differences(results));
        findings.show(chart(results));
        judge(findings, results);
        return findings;
    }

    private Results results(Consumer<String> progress) throws IOException, InterruptedException {
        Pool pool = data.load();
        Data all = new Data(LabelledColumns.middle(pool.train()), LabelledColumns.middle(pool.test()));
        String origin = all.origin();
        List<Wanted> wanted = new ArrayList<>();
        List<Poverty> kinds = new ArrayList<>();
        for (long seed : seeds) {
            for (Poverty poverty : Poverty.values()) {
                Data poor = poor(all, poverty, new Seed(seed).child("data"));
                for (Bound bound : List.of(Bound.SELBO, Bound.SIWAE)) {
                    ColumnSettings settings = changed.apply(ColumnSettings.published(bound, COMPONENTS)
                            .withEpochs(poverty.epochs)
                            .withSamples(0, 50));
                    String name = Format.words("poor-%s-%s-seed-%d", poverty, bound, seed);
                    String loses = poverty.images + " images, " + poverty.loss + " at " + RATE + " of " + origin;
                    wanted.add(new Wanted(name, settings, poor, loses, seed));
                    kinds.add(poverty);
                }
            }
        }
        List<Result> done = new ColumnRuns(kept, threads, progress).all(wanted);
        Map<Poverty, Map<Bound, List<Result>>> results = new LinkedHashMap<>();
        for (int i = 0; i < done.size(); i++) {
            results.computeIfAbsent(kinds.get(i), any -> new EnumMap<>(Bound.class))
                    .computeIfAbsent(wanted.get(i).settings().bound(), any -> new ArrayList<>())
                    .add(done.get(i));
        }
        return new Results(results);
    }

    private static Data poor(Data all, Poverty poverty, Seed seed) {
        LabelledColumns train = all.train().some(poverty.images, seed.child("images"));
        return new Data(
                train.losing(poverty.loss, RATE, seed.child("train")),
                all.test().losing(poverty.loss, RATE, seed.child("test")));
    }

    private static MarkdownTable figures(Results results) {
        MarkdownTable table = new MarkdownTable(
                "Means over seeds.", "data", "bound", "accuracy", "NLL", "ECE", "Brier", "effective modes");
        for (Poverty poverty : Poverty.values()) {
            for (Bound bound : List.of(Bound.SELBO, Bound.SIWAE)) {
                List<Result> trainings = results.of(poverty, bound);
                table.row(
                        poverty.words,
                        bound.toString(),
                        ColumnRuns.words(ColumnRuns.over(trainings, ColumnClassification::accuracy)),
                        ColumnRuns.words(ColumnRuns.over(trainings, ColumnClassification::likelihood)),
                        ColumnRuns.words(ColumnRuns.over(trainings, ColumnClassification::error)),
                        ColumnRuns.words(
                                ColumnRuns.over(trainings, one -> one.test().brierScore())),
                        ColumnRuns.words(ColumnRuns.over(trainings, ColumnClassification::modes)));
            }
        }
        return table;
    }

    private static MarkdownTable differences(Results results) {
        MarkdownTable table = new MarkdownTable("SIWAE less SELBO.", "data", "accuracy", "NLL", "ECE", "Brier");
        for (Poverty poverty : Poverty.values()) {
            table.row(
                    poverty.words,
                    ColumnRuns.signed(results.difference(poverty, ColumnClassification::accuracy)),
                    ColumnRuns.signed(results.difference(poverty, ColumnClassification::likelihood)),
                    ColumnRuns.signed(results.difference(poverty, ColumnClassification::error)),
                    ColumnRuns.signed(
                            results.difference(poverty, one -> one.test().brierScore())));
        }
        return table;
    }

    private static Chart chart(Results results) {
        List<Series.Point> points = new ArrayList<>();
        for (Poverty poverty : Poverty.values()) {
            Interval gain = results.difference(poverty, ColumnClassification::accuracy);
            points.add(Series.Point.between(points.size(), gain.mean(), gain.low(), gain.high()));
        }
        List<String> names =
                List.of(Poverty.values()).stream().map(one -> one.words).toList();
        return Chart.of(
                        "poor-gain",
                        "What SIWAE gains over SELBO on poor data",
                        Axis.categories("data", names),
                        Axis.shares("accuracy of SIWAE less that of SELBO").startingAt(0))
                .noting("Whiskers are 95 % intervals of paired differences.")
                .with(new Series.Bars("SIWAE less SELBO", points));
    }

    /** The ordering must hold in accuracy; of calibration it is told. */
    static void judge(Findings findings, Results results) {
        List<Poverty> known = List.copyOf(results.all().keySet());
        findings.claim(
                "SIWAE's accuracy is above SELBO's on all poor data",
                known.stream()
                        .allMatch(one -> results.difference(one, ColumnClassification::accuracy)
                                        .mean()
                                > 0),
                seen(known, results, ColumnClassification::accuracy));
        told(findings, known, results, "negative log likelihood", ColumnClassification::likelihood);
        told(findings, known, results, "expected calibration error", ColumnClassification::error);
    }

    private static void told(
            Findings findings, List<Poverty> known, Results results, String name, ToDoubleFunction<Result> figure) {
        long lower = known.stream()
                .filter(one -> results.difference(one, figure).high() < 0)
                .count();
        long higher = known.stream()
                .filter(one -> results.difference(one, figure).low() > 0)
                .count();
        findings.answer(
                "is SIWAE's " + name + " below SELBO's?",
                Format.words("below on %d, above on %d, open on %d", lower, higher, known.size() - lower - higher),
                seen(known, results, figure));
    }

    private static String seen(List<Poverty> known, Results results, ToDoubleFunction<Result> figure) {
        return known.stream()
                .map(one -> one.words + " " + ColumnRuns.signed(results.difference(one, figure)))
                .collect(Collectors.joining("; "));
    }
}
