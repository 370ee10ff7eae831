package io.tifl.experiments.ssl.study;

import io.tifl.experiments.network.NormalisationParts;
import io.tifl.experiments.network.NormalisationParts.Part;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Known;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.ssl.image.ImageData;
import io.tifl.experiments.ssl.image.ImageRun;
import io.tifl.experiments.ssl.image.ImageSettings;
import io.tifl.experiments.ssl.image.PixelBaseline;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** R3: which part of batch normalisation in its heads BYOL needs (arXiv 2010.00578). */
public final class NormalisationAblation implements StudyPart {
    static final String RANDOM = "random features";

    private final String id;
    private final ImageRuns runs;
    private final ImageSettings base;
    private final List<Variant> variants;

    /** All variants on some of the digits; {@code seeds} one or more, {@code threads} 1 or more. */
    public static NormalisationAblation some(KeptResults kept, ImageData.Source source, List<Long> seeds, int threads) {
        return new NormalisationAblation("R3", new ImageRuns(kept, source, seeds, threads), ImageStudySettings.some());
    }

    /** With all digits, so with six times as many steps, for the variants that the claims are about. */
    public static NormalisationAblation whole(
            KeptResults kept, ImageData.Source source, List<Long> seeds, int threads) {
        return new NormalisationAblation(
                "R3-all", new ImageRuns(kept, source, seeds, threads), ImageStudySettings.whole(), Variant.CLAIMED);
    }

    NormalisationAblation(String id, ImageRuns runs, ImageSettings base) {
        this(id, runs, base, Variant.ALL);
    }

    private NormalisationAblation(String id, ImageRuns runs, ImageSettings base, List<Variant> variants) {
        this.id = id;
        this.runs = runs;
        this.base = base;
        this.variants = variants;
    }

    /**
     * A way to normalise, and what the authors' code says came of it.
     *
     * @param at40 linear accuracy on STL-10 after 40 epochs in per cent, NaN where nothing is said
     * @param at90 after 90
     */
    record Variant(NormalisationParts parts, double at40, double at90) {
        static final List<Variant> ALL = List.of(
                of(Part.FLOWING, Part.FLOWING, 73.2, 78.0),
                of(Part.FLOWING, Part.DETACHED, 72.6, 70.5),
                of(Part.ABSENT, Part.FLOWING, 63.0, 69.5),
                of(Part.FLOWING, Part.ABSENT, 59.9, 65.7),
                of(Part.ABSENT, Part.DETACHED, 55.0, 50.3),
                of(Part.DETACHED, Part.DETACHED, 35.4, 44.6),
                of(Part.DETACHED, Part.ABSENT, 31.4, 24.1),
                of(Part.DETACHED, Part.FLOWING, 40.3, 22.8),
                of(Part.ABSENT, Part.ABSENT, Double.NaN, Double.NaN));

        /** Those that the claims name. */
        static final List<Variant> CLAIMED = ALL.stream()
                .filter(variant -> List.of("mean, std", "mean", "mean-detached, std", "none")
                        .contains(variant.name()))
                .toList();

        static List<Variant> of(Map<String, List<ImageRun>> all) {
            return ALL.stream()
                    .filter(variant -> all.containsKey(variant.name()))
                    .toList();
        }

        private static Variant of(Part mean, Part deviation, double at40, double at90) {
            return new Variant(new NormalisationParts(mean, deviation), at40, at90);
        }

        String name() {
            return parts.toString();
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String title() {
        return Format.words("What of batch normalisation BYOL needs, %,d digits", base.examples());
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Map<String, ImageSettings> settings = new LinkedHashMap<>();
        variants.forEach(variant -> settings.put(variant.name(), base.with(variant.parts())));
        settings.put(RANDOM, base.lasting(0, base.probeEpochs()));
        return judge(runs.all(id, settings, progress), runs.pixels(id, "mnist", base), base);
    }

    static Findings judge(Map<String, List<ImageRun>> all, PixelBaseline pixels, ImageSettings base) {
        Findings findings = new Findings();
        findings.say(Format.words(
                "BYOL on the first %,d digits of MNIST, %d epochs, encoder %s, learning rate %s, target that keeps %s."
                        + " Projector and predictor have normalisation in the parts named; detached means that no gradient"
                        + " flows through that statistic. Pixels themselves: linear probe %.1f %%, of views %.1f %%, nearest"
                        + " neighbours %.1f %%."
                        + " Views are judged as images are: one of each, to learn the probe by and to judge it."
                        + " Projections that lie evenly around have a spread of %.3f.",
                base.examples(),
                base.epochs(),
                base.encoder(),
                base.rate(),
                base.lasting(),
                100 * pixels.probe().last(),
                100 * pixels.probeOfViews().last(),
                100 * pixels.neighbours(),
                even(base)));
        findings.show(table(all));
        findings.show(accuracies(all, base));
        findings.show(spreads(all, base));
        claims(findings, all);
        return findings;
    }

    private static double even(ImageSettings base) {
        return 1 / Math.sqrt(base.outputs());
    }

    private static MarkdownTable table(Map<String, List<ImageRun>> all) {
        MarkdownTable table = new MarkdownTable(
                "Features after training, beside what the authors' code says of STL-10 with ResNet-18: percentages right,"
                        + " and figures of collapse. Means over trainings with 95 % intervals.",
                "normalisation",
                "linear probe, last epoch",
                "best epoch",
                "linear probe of views",
                "nearest neighbours",
                "spread of projections",
                "effective rank of features",
                "STL-10, epoch 40",
                "epoch 90");
        Variant.of(all).forEach(variant -> row(table, variant.name(), all, variant.at40(), variant.at90()));
        row(table, RANDOM, all, Double.NaN, Double.NaN);
        return table;
    }

    private static void row(
            MarkdownTable table, String name, Map<String, List<ImageRun>> all, double at40, double at90) {
        List<ImageRun> runs = Known.at(all, name);
        table.row(
                name,
                Figures.percent(Figures.of(runs, Figures::probe)),
                Figures.percent(Figures.of(runs, Figures::bestProbe)),
                Figures.percent(Figures.of(runs, Figures::probeOfViews)),
                Figures.percent(Figures.of(runs, Figures::neighbours)),
                Figures.words("%.3f", 1, Figures.of(runs, Figures::spread)),
                Figures.words("%.1f", 1, Figures.of(runs, Figures::rank)),
                published(at40),
                published(at90));
    }

    private static String published(double figure) {
        return Double.isNaN(figure) ? "" : Format.words("%.1f", figure);
    }

    private static Chart accuracies(Map<String, List<ImageRun>> all, ImageSettings base) {
        return Chart.of(
                        "ssl-normalisation-accuracy-" + base.examples(),
                        "What features are worth, by what of batch normalisation the heads have",
                        Axis.categories("normalisation", List.copyOf(all.keySet())),
                        Axis.shares("right"))
                .with(Figures.bars("linear probe", all, Figures::probe))
                .with(Figures.bars("linear probe of views", all, Figures::probeOfViews))
                .with(Figures.bars("nearest neighbours", all, Figures::neighbours));
    }

    private static Chart spreads(Map<String, List<ImageRun>> all, ImageSettings base) {
        List<Series> lines = new ArrayList<>();
        for (Variant variant : Variant.of(all)) {
            lines.add(Figures.overEpochs(
                    variant.name(),
                    Known.at(all, variant.name()),
                    epoch -> epoch.projections().spread()));
        }
        lines.add(new Series.Level("evenly around", even(base)));
        return Chart.of(
                        "ssl-normalisation-spread-" + base.examples(),
                        "Projections fall together, or stay apart",
                        Axis.counts("epoch"),
                        Axis.numbers("standard deviation of unit projections").startingAt(0))
                .inManyColours()
                .withAll(lines);
    }

    private static void claims(Findings findings, Map<String, List<ImageRun>> all) {
        order(findings, all, "linear probe", Figures::probe);
        order(findings, all, "linear probe of views", Figures::probeOfViews);
        detached(findings, all);
    }

    private static void order(
            Findings findings, Map<String, List<ImageRun>> all, String by, ToDoubleFunction<ImageRun> figure) {
        better(findings, all, "mean, std", "mean", by, figure);
        better(findings, all, "mean", "none", by, figure);
        better(findings, all, "mean, std", "none", by, figure);
        better(findings, all, "mean, std", RANDOM, by, figure);
    }

    private static void better(
            Findings findings,
            Map<String, List<ImageRun>> all,
            String more,
            String less,
            String by,
            ToDoubleFunction<ImageRun> figure) {
        Interval gap = Figures.difference(Known.at(all, more), Known.at(all, less), figure);
        findings.claim(
                "features are better with '" + more + "' than with '" + less + "' (" + by
                        + ": the interval of differences lies above 0)",
                gap.mean() > 0 && gap.low() > 0,
                Figures.percent(Figures.of(Known.at(all, more), figure)) + " against "
                        + Figures.percent(Figures.of(Known.at(all, less), figure)) + ", difference "
                        + Figures.percent(gap));
    }

    private static void detached(Findings findings, Map<String, List<ImageRun>> all) {
        double flowing = Figures.of(Known.at(all, "mean, std"), Figures::spread).mean();
        List<String> apart = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (Variant variant : Variant.of(all)) {
            if (variant.parts().mean() == Part.DETACHED) {
                double spread = Figures.of(Known.at(all, variant.name()), Figures::spread)
                        .mean();
                seen.add(Format.words("%s %.4f", variant.name(), spread));
                if (spread >= flowing / 2) {
                    apart.add(variant.name());
                }
            }
        }
        findings.claim(
                "without gradient through the mean projections collapse: their spread is less than half of that with it",
                apart.isEmpty(),
                Format.words("with it %.4f; ", flowing) + String.join("; ", seen));
        better(findings, all, "mean, std", "mean-detached, std", "linear probe", Figures::probe);
        better(findings, all, "mean, std", "mean-detached, std", "linear probe of views", Figures::probeOfViews);
        Interval toRandom =
                Figures.difference(Known.at(all, "mean-detached, std"), Known.at(all, RANDOM), Figures::probe);
        findings.answer(
                "are features without gradient through the mean better than those training has not touched?",
                toRandom.low() > 0 ? "better" : toRandom.high() < 0 ? "worse" : "a tie",
                "linear probe, difference " + Figures.percent(toRandom));
    }
}
