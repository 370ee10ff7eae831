package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.amortised.ColumnClassifier;
import io.tifl.experiments.advi.amortised.ColumnClassifier.Result;
import io.tifl.experiments.advi.amortised.ColumnSettings;
import io.tifl.experiments.advi.amortised.LabelledColumns;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.study.ColumnRuns.Data;
import io.tifl.experiments.advi.study.ColumnRuns.Wanted;
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
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** R3: digits from one column of each image, with mixtures of 1 to 10 components trained by SELBO and by SIWAE. */
public final class ColumnClassification implements StudyPart {
    static final List<Integer> COMPONENTS = List.of(1, 2, 5, 10);
    private static final double CPU_LIMIT = 600;

    private final KeptResults kept;
    private final DigitSource data;
    private final List<Long> seeds;
    private final int threads;
    private final UnaryOperator<ColumnSettings> changed;

    /**
     * The part, as published: 25 epochs.
     *
     * @param data MNIST
     * @param seeds a training of each kind for each
     * @param threads trainings at once
     */
    public ColumnClassification(KeptResults kept, DigitSource data, List<Long> seeds, int threads) {
        this(kept, data, seeds, threads, UnaryOperator.identity());
    }

    ColumnClassification(
            KeptResults kept, DigitSource data, List<Long> seeds, int threads, UnaryOperator<ColumnSettings> changed) {
        this.kept = kept;
        this.data = data;
        this.seeds = List.copyOf(seeds);
        this.threads = threads;
        this.changed = changed;
    }

    @Override
    public String id() {
        return "R3";
    }

    @Override
    public String title() {
        return "Digits from a single column";
    }

    /** Trainings by bound and components, those of one seed after those of another. */
    record Results(Map<Bound, SortedMap<Integer, List<Result>>> all) {
        List<Result> of(Bound bound, int components) {
            return all.getOrDefault(bound, new TreeMap<>()).getOrDefault(components, List.of());
        }

        Interval over(Bound bound, int components, ToDoubleFunction<Result> figure) {
            return ColumnRuns.over(of(bound, components), figure);
        }
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Results results = results(progress);
        Findings findings = new Findings();
        findings.say(Format.words(
                "The middle column of each image of MNIST, 28 numbers, goes through an encoder of four layers of 128 to a"
                        + " mixture of K Gaussians in the plane; one linear layer takes a point of it to ten logits. Trained"
                        + " on 60,000 images for 25 epochs of batches of 32 with one sample of each component, the prior's"
                        + " weight 0.05; judged on 10,000. Seeds %s; in brackets stand 95 %% intervals over them. Published"
                        + " accuracies are read off the authors' plot, of one training each; with K = 1 both bounds are the"
                        + " same loss, bit by bit, and one training stands for both.",
                seeds));
        findings.show(accuracies(results));
        findings.show(calibration(results));
        findings.show(times(results));
        ColumnCharts.of(results).forEach(findings::show);
        judge(findings, results);
        return findings;
    }

    private Results results(Consumer<String> progress) throws IOException, InterruptedException {
        Pool pool = data.load();
        Data columns = new Data(LabelledColumns.middle(pool.train()), LabelledColumns.middle(pool.test()));
        String origin = columns.origin();
        List<Wanted> wanted = new ArrayList<>();
        for (long seed : seeds) {
            for (int components : COMPONENTS) {
                for (Bound bound : List.of(Bound.SELBO, Bound.SIWAE)) {
                    if (components > 1 || bound == Bound.SELBO) {
                        ColumnSettings settings = changed.apply(ColumnSettings.published(bound, components));
                        wanted.add(new Wanted(name(bound, components, seed), settings, columns, origin, seed));
                    }
                }
            }
        }
        List<Result> done = new ColumnRuns(kept, threads, progress).all(wanted);
        Map<Bound, SortedMap<Integer, List<Result>>> all = new EnumMap<>(Bound.class);
        for (int i = 0; i < done.size(); i++) {
            ColumnSettings settings = wanted.get(i).settings();
            add(all, settings.bound(), settings.components(), done.get(i));
            if (settings.components() == 1) {
                add(all, Bound.SIWAE, 1, done.get(i));
            }
        }
        return new Results(all);
    }

    private static String name(Bound bound, int components, long seed) {
        return Format.words("column-%s-%d-seed-%d", bound, components, seed);
    }

    private static void add(
            Map<Bound, SortedMap<Integer, List<Result>>> all, Bound bound, int components, Result result) {
        all.computeIfAbsent(bound, any -> new TreeMap<>())
                .computeIfAbsent(components, any -> new ArrayList<>())
                .add(result);
    }

    private static MarkdownTable accuracies(Results results) {
        MarkdownTable table = new MarkdownTable(
                "Accuracy beside the published one, and beside one training of an independent implementation in batches of"
                        + " 128.",
                "K",
                "SELBO",
                "published",
                "independent",
                "SIWAE",
                "published",
                "independent",
                "SIWAE less SELBO");
        for (int components : COMPONENTS) {
            Published published = Published.of(components);
            table.row(
                    Integer.toString(components),
                    ColumnRuns.words(results.over(Bound.SELBO, components, ColumnClassification::accuracy)),
                    Double.toString(published.selbo()),
                    Format.words("%.3f", published.selboElsewhere()),
                    ColumnRuns.words(results.over(Bound.SIWAE, components, ColumnClassification::accuracy)),
                    Double.toString(published.siwae()),
                    Format.words("%.3f", published.siwaeElsewhere()),
                    ColumnRuns.signed(difference(results, components, ColumnClassification::accuracy)));
        }
        return table;
    }

    /**
     * Accuracies of others.
     *
     * @param selbo read off the authors' plot, to 0.002, as {@code siwae} is
     * @param selboElsewhere of one training of another implementation in batches of 128
     */
    record Published(double selbo, double siwae, double selboElsewhere, double siwaeElsewhere) {
        static Published of(int components) {
            return switch (components) {
                case 1 -> new Published(0.723, 0.7155, 0.711, 0.711);
                case 2 -> new Published(0.715, 0.748, 0.689, 0.750);
                case 5 -> new Published(0.7235, 0.7705, 0.707, 0.772);
                case 10 -> new Published(0.718, 0.768, 0.712, 0.771);
                default -> throw new IllegalArgumentException("nothing is published for K = " + components);
            };
        }
    }

    private static MarkdownTable calibration(Results results) {
        MarkdownTable table = new MarkdownTable(
                "Calibration and modes: negative log likelihood in nats, expected calibration error over 15 bins, Brier"
                        + " score, and effective modes: the mean over test columns of the exponential of each mixture's"
                        + " entropy of weights. Distinct modes count components that lie on one another once: the"
                        + " exponential of the information that a point has of its component, over the first test columns"
                        + " (" + ColumnClassifier.SHOWN + ").",
                "K",
                "bound",
                "NLL",
                "ECE",
                "Brier",
                "effective modes",
                "distinct modes");
        for (int components : COMPONENTS) {
            for (Bound bound : List.of(Bound.SELBO, Bound.SIWAE)) {
                if (components > 1 || bound == Bound.SELBO) {
                    table.row(
                            Integer.toString(components),
                            components == 1 ? "both" : bound.toString(),
                            ColumnRuns.words(results.over(bound, components, ColumnClassification::likelihood)),
                            ColumnRuns.words(results.over(bound, components, ColumnClassification::error)),
                            ColumnRuns.words(results.over(
                                    bound, components, one -> one.test().brierScore())),
                            ColumnRuns.words(results.over(bound, components, ColumnClassification::modes)),
                            ColumnRuns.words(results.over(bound, components, one -> distinct(one, components))));
                }
            }
        }
        return table;
    }

    private static MarkdownTable times(Results results) {
        MarkdownTable table = new MarkdownTable(
                "Processor seconds of a training on one core, with a prediction of all test columns after each epoch.",
                "K",
                "SELBO",
                "SIWAE");
        for (int components : COMPONENTS) {
            table.row(
                    Integer.toString(components),
                    Format.words(
                            "%.0f",
                            results.over(Bound.SELBO, components, Result::cpuSeconds)
                                    .mean()),
                    Format.words(
                            "%.0f",
                            results.over(Bound.SIWAE, components, Result::cpuSeconds)
                                    .mean()));
        }
        return table;
    }

    static double accuracy(Result result) {
        return result.test().accuracy();
    }

    static double likelihood(Result result) {
        return result.test().negativeLogLikelihood();
    }

    static double error(Result result) {
        return result.test().expectedError();
    }

    static double modes(Result result) {
        return result.modes().effective();
    }

    /** The mean over the posteriors that a result shows. */
    static double distinct(Result result, int components) {
        Family family = Family.fullRank(2).mixture(components);
        return result.posteriors().stream()
                .mapToDouble(one -> DistinctModes.of(one.mixture(family), new Seed(0)))
                .average()
                .orElse(Double.NaN);
    }

    private static Interval difference(Results results, int components, ToDoubleFunction<Result> figure) {
        return ColumnRuns.difference(results.of(Bound.SELBO, components), results.of(Bound.SIWAE, components), figure);
    }

    /** What must hold, of means over seeds. */
    static void judge(Findings findings, Results results) {
        double alone =
                results.over(Bound.SELBO, 1, ColumnClassification::accuracy).mean();
        List<Double> apart = several().stream()
                .map(k -> results.over(Bound.SELBO, k, ColumnClassification::accuracy)
                                .mean()
                        - alone)
                .toList();
        findings.claim(
                "SELBO gains nothing from components: its accuracy stays within 0.03 of that of K = 1 for all K",
                apart.stream().allMatch(one -> Math.abs(one) <= 0.03),
                seen(several(), k -> Format.words("%+.3f", apart.get(several().indexOf(k)))));
        findings.claim(
                "SIWAE's accuracy is at least 0.03 above SELBO's for K = 5 and 10",
                several().stream()
                        .filter(k -> k >= 5)
                        .allMatch(k -> difference(results, k, ColumnClassification::accuracy)
                                        .mean()
                                >= 0.03),
                seen(List.of(5, 10), k -> ColumnRuns.signed(difference(results, k, ColumnClassification::accuracy))));
        lower(findings, results, "negative log likelihood", ColumnClassification::likelihood);
        lower(findings, results, "expected calibration error", ColumnClassification::error);
        findings.claim(
                "SELBO leaves one mode: fewer than 1.1 effective modes for all K",
                COMPONENTS.stream()
                        .allMatch(k -> results.over(Bound.SELBO, k, ColumnClassification::modes)
                                        .mean()
                                < 1.1),
                seen(COMPONENTS, k -> modes(results, Bound.SELBO, k)));
        findings.claim(
                "SIWAE keeps several: more than 1.2 effective modes at K = 2 and more than 1.5 at K = 5 and 10",
                several().stream()
                        .allMatch(k -> results.over(Bound.SIWAE, k, ColumnClassification::modes)
                                        .mean()
                                > (k == 2 ? 1.2 : 1.5)),
                seen(several(), k -> modes(results, Bound.SIWAE, k)));
        findings.answer(
                "are SELBO's modes distinct?",
                several().stream()
                                .allMatch(k -> results.over(Bound.SELBO, k, one -> distinct(one, k))
                                                .mean()
                                        < 1.1)
                        ? "no: where weights are shared, components lie on one another"
                        : "some are",
                seen(several(), k -> ColumnRuns.words(results.over(Bound.SELBO, k, one -> distinct(one, k)))));
        double slowest = results.of(Bound.SIWAE, 10).stream()
                .mapToDouble(Result::cpuSeconds)
                .max()
                .orElse(Double.NaN);
        findings.claim(
                "a training with K = 10 takes at most 10 processor minutes",
                slowest <= CPU_LIMIT,
                Format.words("%.1f minutes at most", slowest / 60));
    }

    private static String modes(Results results, Bound bound, int components) {
        DoubleSummaryStatistics modes = results.of(bound, components).stream()
                .mapToDouble(ColumnClassification::modes)
                .summaryStatistics();
        return Format.words("%.2f (%.2f to %.2f)", modes.getAverage(), modes.getMin(), modes.getMax());
    }

    private static void lower(Findings findings, Results results, String name, ToDoubleFunction<Result> figure) {
        findings.claim(
                "SIWAE's " + name + " is below SELBO's for all K above 1",
                several().stream().allMatch(k -> difference(results, k, figure).mean() < 0),
                seen(several(), k -> ColumnRuns.signed(difference(results, k, figure))));
    }

    private static List<Integer> several() {
        return COMPONENTS.stream().filter(k -> k > 1).toList();
    }

    private static String seen(List<Integer> components, IntFunction<String> words) {
        return components.stream().map(k -> "K = " + k + ": " + words.apply(k)).collect(Collectors.joining("; "));
    }
}
