package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Known;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.reproduce.Together;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.ssl.hltm.HltmTrainer;
import io.tifl.experiments.ssl.hltm.LatentTree;
import io.tifl.experiments.ssl.hltm.LevelProfile;
import io.tifl.experiments.ssl.hltm.TreeNetwork;
import io.tifl.experiments.study.Interval;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Self-supervised learning on a fleet beside the same in one place: latent trees with equal and with skewed clients,
 * negatives that stay within clients, and running statistics that are kept, averaged or summed.
 */
public final class FederatedSsl implements StudyPart {
    /** How far the root's correlation of ten equal clients may lie from the centralised one, in the mean over trees. */
    public static final double STATED_DISTANCE = 0.03;

    private static final int STEPS = 600;
    private static final int BATCH = 120;
    private static final String CENTRAL = "centralised";
    private static final String TEN = "10 clients";
    private static final List<String> TO_THE_END = List.of("simple", "nce", "nce-in-batch");

    private final KeptResults kept;
    private final List<Long> seeds;
    private final int threads;
    private final Optional<Images> images;
    private final HltmPlan central;
    private final ImagePlan imagePlan;

    /** Images with labels, such as those of MNIST. */
    @FunctionalInterface
    public interface Images {
        /** @throws IOException if files are missing or broken */
        Pool load() throws IOException;
    }

    /**
     * The whole part.
     *
     * @param kept keeps every run
     * @param seeds of trees, networks and fleets, one or more
     * @param threads runs at once, 1 or more; they change nothing
     * @param images grey ones of 28 by 28; empty to leave out what needs them
     */
    public FederatedSsl(KeptResults kept, List<Long> seeds, int threads, Optional<Images> images) {
        this(kept, seeds, threads, images, HltmPlan.centralised(STEPS, BATCH), ImagePlan.standard());
    }

    FederatedSsl(
            KeptResults kept,
            List<Long> seeds,
            int threads,
            Optional<Images> images,
            HltmPlan central,
            ImagePlan imagePlan) {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("expected at least one seed");
        }
        this.kept = kept;
        this.seeds = List.copyOf(seeds);
        this.threads = threads;
        this.images = images;
        this.central = central;
        this.imagePlan = imagePlan;
    }

    @Override
    public String id() {
        return "federated";
    }

    @Override
    public String title() {
        return "A fleet beside one place";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        trees(findings, progress);
        steps(findings);
        negatives(findings, progress);
        if (images.isPresent()) {
            images(findings, images.get(), progress);
        } else {
            findings.say("No images were given, so nothing is said of them.");
        }
        return findings;
    }

    private void trees(Findings findings, Consumer<String> progress) throws IOException, InterruptedException {
        SequencedMap<String, HltmPlan> plans = new LinkedHashMap<>();
        plans.put(CENTRAL, central);
        plans.put("2 clients", central.dealt(2));
        plans.put(TEN, central.dealt(10));
        plans.put("10, priors ± 0.45", central.dealt(10).skewed(0.45, 0));
        plans.put("10, polarities ± 0.3", central.dealt(10).skewed(0, 0.3));
        plans.put("10, both", central.dealt(10).skewed(0.45, 0.3));
        Map<String, List<HltmCurve>> curves = curves("tree", plans, progress);
        findings.say(Format.words(
                "Latent trees of depth %d, polarities %.1f to %.1f, width %d, %s τ = %s. All runs see the same number of"
                        + " samples in as many steps one after the other: %d of %d samples, dealt to the clients of a"
                        + " step; models meet after every %d steps. Judged on the common tree, root prior 1/2, by sums of"
                        + " all clients; means over %d trees.",
                central.shape().depth(),
                central.polarities().low(),
                central.polarities().high(),
                central.width(),
                central.loss(),
                central.temperature(),
                central.rounds() * central.steps(),
                central.batch(),
                central.steps(),
                seeds.size()));
        findings.show(table(curves));
        findings.show(chart(
                "federated-trees", "Ten clients come to know the root as one place does", central.steps(), curves));
        Interval ten = apart(curves, TEN);
        findings.claim(
                Format.words(
                        "the root's correlation of ten equal clients lies within %.2f of the centralised one",
                        STATED_DISTANCE),
                Math.abs(ten.mean()) <= STATED_DISTANCE,
                signed(ten));
        findings.claim(
                "so does that of two",
                Math.abs(apart(curves, "2 clients").mean()) <= STATED_DISTANCE,
                signed(apart(curves, "2 clients")));
        findings.claim(
                "no network passes its tree's ceiling by more than 0.01",
                curves.values().stream()
                        .flatMap(List::stream)
                        .allMatch(curve -> curve.last().gap() > -0.01),
                Format.words(
                        "least gap %.4f",
                        curves.values().stream()
                                .flatMap(List::stream)
                                .mapToDouble(curve -> curve.last().gap())
                                .min()
                                .orElse(Double.NaN)));
        for (String skewed : List.of("10, priors ± 0.45", "10, polarities ± 0.3", "10, both")) {
            findings.answer("what skew costs on the common tree: " + skewed, "told", signed(apart(curves, skewed)));
        }
    }

    private Map<String, List<HltmCurve>> curves(
            String kind, SequencedMap<String, HltmPlan> plans, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<Callable<HltmCurve>> runs = new ArrayList<>();
        int number = 0;
        for (Map.Entry<String, HltmPlan> plan : plans.entrySet()) {
            int place = number++;
            for (long seed : seeds) {
                runs.add(() -> kept(kind + "-" + place, plan.getKey(), plan.getValue(), seed, progress));
            }
        }
        List<HltmCurve> all = Together.all(threads, runs);
        Map<String, List<HltmCurve>> curves = new LinkedHashMap<>();
        int at = 0;
        for (String name : plans.sequencedKeySet()) {
            curves.put(name, all.subList(at, at + seeds.size()));
            at += seeds.size();
        }
        return curves;
    }

    private HltmCurve kept(String kind, String name, HltmPlan plan, long seed, Consumer<String> progress)
            throws IOException, InterruptedException {
        HltmCurve curve = kept.get(
                kind + "-" + seed, plan + ", seed " + seed, HltmCurve.class, () -> FederatedHltm.run(plan, seed));
        progress.accept(Format.words(
                "%s, tree %d: root %.4f of %.4f",
                name, seed, curve.last().top(), curve.last().levels().getFirst().ceiling()));
        return curve;
    }

    private MarkdownTable table(Map<String, List<HltmCurve>> curves) {
        MarkdownTable table = new MarkdownTable(
                "Correlation of the root with its best unit, at the end; intervals over trees of differences of the same"
                        + " tree.",
                "run",
                "start",
                "end",
                "to the ceiling",
                "less centralised",
                "levels below",
                "operator norm of the root",
                "loss",
                "on their own trees");
        curves.forEach((name, runs) -> table.row(
                name,
                Format.words(
                        "%.3f", mean(runs, curve -> curve.points().getFirst().top())),
                Format.words("%.3f", mean(runs, curve -> curve.last().top())),
                Format.words("%.3f", mean(runs, curve -> curve.last().gap())),
                name.equals(CENTRAL) ? "" : signed(apart(curves, name)),
                below(runs),
                Format.words(
                        "%.4f",
                        mean(runs, curve -> curve.last().levels().getFirst().operatorNorm())),
                Format.words("%.3f", mean(runs, curve -> curve.last().loss())),
                Format.words("%.3f", mean(runs, curve -> curve.own().getFirst().correlation()))));
        return table;
    }

    private static String below(List<HltmCurve> runs) {
        List<String> levels = new ArrayList<>();
        for (LevelProfile level : runs.getFirst().last().levels()) {
            if (level.level() > 0) {
                levels.add(Format.words(
                        "%.3f",
                        mean(
                                runs,
                                curve ->
                                        curve.last().levels().get(level.level()).correlation())));
            }
        }
        return String.join(" / ", levels);
    }

    private static Chart chart(String name, String title, int stepsOfRound, Map<String, List<HltmCurve>> curves) {
        Chart chart = Chart.of(name, title, Axis.counts("rounds"), Axis.numbers("best correlation with the root"))
                .noting("Mean over trees; the ceiling is what the leaves say of the root. A round is " + stepsOfRound
                        + " steps.");
        for (Map.Entry<String, List<HltmCurve>> one : curves.entrySet()) {
            List<Point> points = new ArrayList<>();
            for (int k = 0; k < one.getValue().getFirst().points().size(); k++) {
                int at = k;
                points.add(Point.of(
                        one.getValue().getFirst().points().get(k).round(),
                        mean(one.getValue(), curve -> curve.points().get(at).top())));
            }
            chart = chart.with(new Series.Line(one.getKey(), points));
        }
        List<HltmCurve> first = curves.values().iterator().next();
        return chart.with(new Series.Level(
                "ceiling", mean(first, curve -> curve.last().levels().getFirst().ceiling())));
    }

    private Interval apart(Map<String, List<HltmCurve>> curves, String name) {
        return apart(curves, name, CENTRAL);
    }

    private Interval apart(Map<String, List<HltmCurve>> curves, String name, String other) {
        List<Double> differences = new ArrayList<>();
        for (int k = 0; k < seeds.size(); k++) {
            differences.add(Known.at(curves, name).get(k).last().top()
                    - Known.at(curves, other).get(k).last().top());
        }
        return Interval.of(differences);
    }

    private static <T> double mean(List<T> runs, ToDoubleFunction<T> figure) {
        return runs.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    private static String signed(Interval interval) {
        return Format.words("%+.3f (%+.3f to %+.3f)", interval.mean(), interval.low(), interval.high());
    }

    private record StepGaps(LocalNegatives drawn, LocalNegatives trained) {}

    private int halfway() {
        return central.rounds() * central.steps() / 2;
    }

    /** One step of ten clients beside that of all their samples. */
    private void steps(Findings findings) throws IOException, InterruptedException {
        findings.say(Format.words(
                "One step: the mean of ten clients' gradients for %d samples each, beside the gradient of the same %d as"
                        + " one batch, with the same second views and negatives; for networks as they were drawn and"
                        + " after %d steps.",
                central.batch() / 10, central.batch(), halfway()));
        MarkdownTable table = new MarkdownTable(
                "Length of the difference of both gradients over that of the central one, and their cosine; means over"
                        + " trees.",
                "loss",
                "as drawn",
                "cosine",
                "trained",
                "cosine");
        double most = 0;
        for (Map.Entry<String, Double> loss : losses().entrySet()) {
            List<StepGaps> gaps = new ArrayList<>();
            for (long seed : seeds) {
                gaps.add(kept.get(
                        "step-" + loss.getKey() + "-" + seed,
                        "step of " + central + ", " + loss + ", " + halfway() + ", seed " + seed,
                        StepGaps.class,
                        () -> gaps(loss.getKey(), loss.getValue(), seed)));
            }
            table.row(
                    loss.getKey() + ", τ = " + loss.getValue(),
                    Format.words("%.1e", mean(gaps, gap -> gap.drawn().gap())),
                    Format.words("%.4f", mean(gaps, gap -> gap.drawn().cosine())),
                    Format.words("%.1e", mean(gaps, gap -> gap.trained().gap())),
                    Format.words("%.4f", mean(gaps, gap -> gap.trained().cosine())));
            if (loss.getKey().equals("simple")) {
                most = gaps.stream()
                        .mapToDouble(
                                gap -> Math.max(gap.drawn().gap(), gap.trained().gap()))
                        .max()
                        .orElse(Double.NaN);
            }
        }
        findings.show(table);
        findings.claim(
                "with the simple loss and pairs within clients in both, the steps agree to rounding (1e-10)",
                most < 1e-10,
                Format.words("largest gap %.1e", most));
    }

    private static SequencedMap<String, Double> losses() {
        SequencedMap<String, Double> losses = new LinkedHashMap<>();
        losses.put("simple", 1.0);
        losses.put("nce-per-sample", 0.5);
        losses.put("nce", 0.1);
        losses.put("simple-in-batch", 1.0);
        losses.put("nce-in-batch", 0.5);
        return losses;
    }

    private StepGaps gaps(String loss, double temperature, long seed) throws InterruptedException {
        HltmPlan one = central.dealt(10);
        HltmSettings settings = HltmSettings.standard();
        settings = new HltmSettings(
                one.shape(),
                one.polarities(),
                one.width(),
                one.batch(),
                1,
                1,
                1,
                one.rate(),
                ContrastiveLosses.named(loss, temperature),
                settings.epsilon(),
                settings.rootPrior(),
                settings.judged());
        LatentTree tree = TreeFleet.read(new SettingsReader(one.judging(seed))).common(one.shape());
        HltmTrainer trainer = new HltmTrainer(settings, tree);
        Seed chance = new Seed(seed).child("steps");
        TreeNetwork drawn = trainer.network(chance.child("init"));
        TreeNetwork trained = FederatedHltm.network(central.meeting(halfway()), seed);
        return new StepGaps(
                LocalNegatives.of(trainer, drawn, 10, chance), LocalNegatives.of(trainer, trained, 10, chance));
    }

    /** Training to the end with pairs that stay within clients. */
    private void negatives(Findings findings, Consumer<String> progress) throws IOException, InterruptedException {
        SequencedMap<String, HltmPlan> plans = new LinkedHashMap<>();
        for (String name : TO_THE_END) {
            HltmPlan one = central.with(name, Known.at(losses(), name));
            plans.put(name + ", centralised", one);
            plans.put(name + ", 10 clients", one.dealt(10).meeting(1));
        }
        Map<String, List<HltmCurve>> curves = curves("negatives", plans, progress);
        MarkdownTable table = new MarkdownTable(
                Format.words(
                        "The same to the end: ten clients that meet after every step, %d samples each, beside %d in one"
                                + " place. Only what pairs form within a client differs, and the samples.",
                        central.batch() / 10, central.batch()),
                "loss",
                "centralised",
                "10 clients",
                "difference");
        for (String loss : TO_THE_END) {
            String one = loss + ", centralised";
            String ten = loss + ", 10 clients";
            table.row(
                    loss,
                    Format.words(
                            "%.3f",
                            mean(Known.at(curves, one), curve -> curve.last().top())),
                    Format.words(
                            "%.3f",
                            mean(Known.at(curves, ten), curve -> curve.last().top())),
                    signed(apart(curves, ten, one)));
            findings.answer("what negatives within clients cost with " + loss, "told", signed(apart(curves, ten, one)));
        }
        findings.show(table);
    }

    private void images(Findings findings, Images source, Consumer<String> progress)
            throws IOException, InterruptedException {
        Pool pool = source.load();
        SequencedMap<String, ImagePlan> plans = new LinkedHashMap<>();
        plans.put(CENTRAL, imagePlan.with(1, 0));
        plans.put("equal shares", imagePlan.with(imagePlan.clients(), 0));
        plans.put("skewed labels", imagePlan);
        Map<String, List<ImageCurve>> curves = new LinkedHashMap<>();
        for (Map.Entry<String, ImagePlan> plan : plans.entrySet()) {
            String name = "images-" + curves.size();
            List<Callable<ImageCurve>> runs = new ArrayList<>();
            for (long seed : seeds) {
                runs.add(() -> kept(name, plan.getValue(), pool, seed, progress));
            }
            curves.put(plan.getKey(), Together.all(threads, runs));
        }
        findings.say(Format.words(
                "%d images of %s on %d clients, Dirichlet α = %s by label where labels are skewed, %d rounds of %d epochs,"
                        + " %s. All runs see the same images as often; but a client of the fleet has fewer, so that fewer"
                        + " steps follow one another than in one place. Labelled by the 5 nearest of %d public images by cosine; means over %d seeds. No client"
                        + " reads a label.",
                imagePlan.images(),
                pool.name(),
                imagePlan.clients(),
                imagePlan.alpha(),
                imagePlan.rounds(),
                imagePlan.epochs(),
                imagePlan.model().name(),
                imagePlan.publicImages(),
                seeds.size()));
        findings.show(features(curves));
        findings.show(statistics(curves));
        judgeImages(findings, curves);
    }

    private ImageCurve kept(String name, ImagePlan plan, Pool pool, long seed, Consumer<String> progress)
            throws IOException, InterruptedException {
        ImageCurve curve = kept.get(
                name + "-" + seed,
                plan + ", " + pool.name() + " of " + pool.train().size() + ", seed " + seed,
                ImageCurve.class,
                () -> FederatedImages.run(plan, pool, new CosineNeighbours(5), seed));
        progress.accept(Format.words(
                "%d clients, alpha %s, seed %d: neighbours %.4f, spread %.4f",
                plan.clients(),
                plan.alpha(),
                seed,
                curve.points().getLast().features(),
                curve.points().getLast().spread()));
        return curve;
    }

    private static MarkdownTable features(Map<String, List<ImageCurve>> curves) {
        MarkdownTable table = new MarkdownTable(
                "Features of the encoder.", "run", "labelled rightly: start", "end", "spread: start", "end", "loss");
        curves.forEach((name, runs) -> table.row(
                name,
                Format.words(
                        "%.3f", mean(runs, curve -> curve.points().getFirst().features())),
                Format.words(
                        "%.3f", mean(runs, curve -> curve.points().getLast().features())),
                Format.words(
                        "%.4f", mean(runs, curve -> curve.points().getFirst().spread())),
                Format.words(
                        "%.4f", mean(runs, curve -> curve.points().getLast().spread())),
                Format.words(
                        "%.3f", mean(runs, curve -> curve.points().getLast().loss()))));
        return table;
    }

    private static MarkdownTable statistics(Map<String, List<ImageCurve>> curves) {
        MarkdownTable table = new MarkdownTable(
                "Running statistics of the last model, for projections: how far variances are off those of all images as"
                        + " one set, and what neighbours label rightly.",
                "run",
                "one set",
                "summed",
                "averaged",
                "each client's own, mean");
        curves.forEach((name, runs) -> table.row(
                name,
                way(runs, ImageCurve.Statistics::whole),
                way(runs, ImageCurve.Statistics::summed),
                way(runs, ImageCurve.Statistics::averaged),
                way(runs, ImageCurve.Statistics::local)));
        return table;
    }

    private static String way(List<ImageCurve> runs, Function<ImageCurve.Statistics, ImageCurve.Way> way) {
        return Format.words(
                "%.1e off, %.3f",
                mean(runs, curve -> way.apply(curve.statistics()).off()),
                mean(runs, curve -> way.apply(curve.statistics()).accuracy()));
    }

    private void judgeImages(Findings findings, Map<String, List<ImageCurve>> curves) {
        List<ImageCurve> skewed = Known.at(curves, "skewed labels");
        double summed = skewed.stream()
                .mapToDouble(curve -> curve.statistics().summed().off())
                .max()
                .orElse(Double.NaN);
        findings.claim(
                "summed statistics are those of all images as one set, to the rounding of 32 bits (1e-4)",
                summed < 1e-4,
                Format.words("largest, with skewed labels: %.1e", summed));
        double averaged = mean(skewed, curve -> curve.statistics().averaged().off());
        findings.claim(
                "averaged variances are not, where labels are skewed",
                averaged > 100 * summed,
                Format.words("%.1e off", averaged));
        findings.answer(
                "do skewed labels cost features what neighbours label",
                "told",
                signed(apart(
                        curves,
                        "skewed labels",
                        "equal shares",
                        curve -> curve.points().getLast().features())));
        findings.answer(
                "does the fleet cost them, with equal shares",
                "told",
                signed(apart(
                        curves,
                        "equal shares",
                        CENTRAL,
                        curve -> curve.points().getLast().features())));
        findings.answer(
                "how near features come to collapse",
                "told",
                Format.words(
                        "least spread %.4f",
                        curves.values().stream()
                                .flatMap(List::stream)
                                .mapToDouble(curve -> curve.points().getLast().spread())
                                .min()
                                .orElse(Double.NaN)));
    }

    private static <T> Interval apart(
            Map<String, List<T>> curves, String name, String other, ToDoubleFunction<T> figure) {
        List<Double> differences = new ArrayList<>();
        for (int k = 0; k < Known.at(curves, name).size(); k++) {
            differences.add(figure.applyAsDouble(Known.at(curves, name).get(k))
                    - figure.applyAsDouble(Known.at(curves, other).get(k)));
        }
        return Interval.of(differences);
    }
}
