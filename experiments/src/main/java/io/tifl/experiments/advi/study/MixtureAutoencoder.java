package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.amortised.MixtureVae;
import io.tifl.experiments.advi.amortised.MixtureVae.Result;
import io.tifl.experiments.advi.amortised.Observation;
import io.tifl.experiments.advi.amortised.VaeSettings;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.reproduce.Together;
import io.tifl.experiments.study.Interval;
import io.tifl.leaf.Checksums;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** R5: autoencoders of binary digits, with one Gaussian or with several for the same number of decoder calls. */
public final class MixtureAutoencoder implements StudyPart {
    private static final int TRAIN = 10_000;
    private static final int TEST = 200;

    private final KeptResults kept;
    private final DigitSource data;
    private final List<Long> seeds;
    private final int threads;
    private final UnaryOperator<VaeSettings> changed;

    /** A posterior and its training; each calls the decoder five times an image. */
    enum Kind {
        PLANE_IWAE(Bound.IWAE, 1, 5, 2),
        PLANE_SIWAE(Bound.SIWAE, 5, 1, 2),
        PLANE_SELBO(Bound.SELBO, 5, 1, 2),
        WIDE_IWAE(Bound.IWAE, 1, 5, 10),
        WIDE_SIWAE(Bound.SIWAE, 5, 1, 10);

        private final Bound bound;
        private final int components;
        private final int samples;
        private final int dimension;

        Kind(Bound bound, int components, int samples, int dimension) {
            this.bound = bound;
            this.components = components;
            this.samples = samples;
            this.dimension = dimension;
        }

        /** In the plane with full covariances, else with diagonal ones. */
        VaeSettings settings() {
            Shape shape = dimension == 2 ? new Shape.FullRank() : new Shape.MeanField();
            return VaeSettings.small(bound, components, samples, dimension, shape);
        }

        String words() {
            return bound + ", K = " + components + ", T = " + samples;
        }

        int dimension() {
            return dimension;
        }
    }

    /**
     * The part.
     *
     * @param data MNIST
     * @param seeds a training of each kind for each
     * @param threads trainings at once
     */
    public MixtureAutoencoder(KeptResults kept, DigitSource data, List<Long> seeds, int threads) {
        this(kept, data, seeds, threads, UnaryOperator.identity());
    }

    MixtureAutoencoder(
            KeptResults kept, DigitSource data, List<Long> seeds, int threads, UnaryOperator<VaeSettings> changed) {
        this.kept = kept;
        this.data = data;
        this.seeds = List.copyOf(seeds);
        this.threads = threads;
        this.changed = changed;
    }

    @Override
    public String id() {
        return "R5";
    }

    @Override
    public String title() {
        return "Autoencoders with mixture posteriors";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Map<Kind, List<Result>> results = results(progress);
        Findings findings = new Findings();
        findings.say(Format.words(
                "The first %,d images of MNIST, pixels of half the greatest value or more being 1; encoder and decoder have"
                        + " two layers of 200 each, 10 epochs of batches of 32. All posteriors are judged by one estimator:"
                        + " IWAE with 5,000 samples from the whole mixture, on the first %d test images. Posteriors in the"
                        + " plane have full covariances, those in 10 dimensions diagonal ones. Seeds %s; in brackets stand"
                        + " 95 %% intervals. Only the ordering is claimed.",
                TRAIN, TEST, seeds));
        findings.show(table(results));
        for (int dimension : List.of(2, 10)) {
            findings.show(chart(results, dimension));
        }
        judge(findings, results);
        return findings;
    }

    private Map<Kind, List<Result>> results(Consumer<String> progress) throws IOException, InterruptedException {
        Pool pool = data.load();
        Observation.Images train = MixtureVae.binary(pool.train(), TRAIN);
        Observation.Images test = MixtureVae.binary(pool.test(), TEST);
        String origin = "training " + sha256(train) + ", test " + sha256(test);
        List<Kind> kinds = new ArrayList<>();
        List<Callable<Result>> works = new ArrayList<>();
        for (long seed : seeds) {
            for (Kind kind : Kind.values()) {
                kinds.add(kind);
                works.add(() -> result(kind, train, test, origin, seed, progress));
            }
        }
        List<Result> done = Together.all(threads, works);
        Map<Kind, List<Result>> results = new EnumMap<>(Kind.class);
        for (int i = 0; i < done.size(); i++) {
            results.computeIfAbsent(kinds.get(i), any -> new ArrayList<>()).add(done.get(i));
        }
        return results;
    }

    private Result result(
            Kind kind,
            Observation.Images train,
            Observation.Images test,
            String origin,
            long seed,
            Consumer<String> progress)
            throws IOException, InterruptedException {
        VaeSettings settings = changed.apply(kind.settings());
        String name = Format.words("vae-%s-seed-%d", kind, seed);
        return kept.get(name, settings + ", seed " + seed + ", " + origin, Result.class, () -> {
            Result result = MixtureVae.run(settings, train, test, new Seed(seed));
            progress.accept(Format.words(
                    "%s: log likelihood %.2f, %.2f effective modes, %.0f s",
                    name, result.logLikelihood(), result.modes().effective(), result.cpuSeconds()));
            return result;
        });
    }

    private static String sha256(Observation.Images images) {
        double[] pixels = images.images().values();
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) pixels[i];
        }
        return Checksums.sha256(bytes);
    }

    private static MarkdownTable table(Map<Kind, List<Result>> results) {
        MarkdownTable table = new MarkdownTable(
                "Test images after training: bounds of the mean log likelihood in nats by IWAE with T samples, and modes.",
                "dimensions",
                "training",
                "T = 1",
                "T = 50",
                "T = 5,000",
                "effective modes",
                "processor seconds");
        results.forEach((kind, trainings) -> table.row(
                Integer.toString(kind.dimension()),
                kind.words(),
                words(bound(trainings, 1)),
                words(bound(trainings, 50)),
                words(Interval.of(trainings.stream().map(Result::logLikelihood).toList())),
                Format.words(
                        "%.2f",
                        trainings.stream()
                                .mapToDouble(one -> one.modes().effective())
                                .average()
                                .orElse(Double.NaN)),
                Format.words(
                        "%.0f",
                        trainings.stream()
                                .mapToDouble(Result::cpuSeconds)
                                .average()
                                .orElse(Double.NaN))));
        return table;
    }

    private static Interval bound(List<Result> trainings, int samples) {
        return Interval.of(trainings.stream()
                .flatMap(one -> one.test().stream())
                .filter(one -> one.samples() == samples)
                .map(MixtureVae.Tightness::bound)
                .toList());
    }

    private static String words(Interval interval) {
        return interval.count() < 2
                ? Format.words("%.2f", interval.mean())
                : Format.words("%.2f [%.2f, %.2f]", interval.mean(), interval.low(), interval.high());
    }

    private static Chart chart(Map<Kind, List<Result>> results, int dimension) {
        Chart chart = Chart.of(
                        "vae-bound-" + dimension,
                        "Bounds over samples, " + dimension + " dimensions",
                        Axis.counts("samples T of the estimate").logarithmic(),
                        Axis.numbers("bound of the log likelihood in nats"))
                .noting("IWAE with samples from the whole mixture, on test images; bands are 95 % intervals.");
        for (Map.Entry<Kind, List<Result>> entry : results.entrySet()) {
            if (entry.getKey().dimension() == dimension) {
                List<Series.Point> points = entry.getValue().getFirst().test().stream()
                        .map(one -> point(one.samples(), bound(entry.getValue(), one.samples())))
                        .toList();
                chart = chart.with(new Series.Line(entry.getKey().words(), points));
            }
        }
        return chart;
    }

    private static Series.Point point(int samples, Interval interval) {
        return Series.Point.between(samples, interval.mean(), interval.low(), interval.high());
    }

    /** The ordering of means over seeds must hold. */
    static void judge(Findings findings, Map<Kind, List<Result>> results) {
        judge(findings, 2, results, Kind.PLANE_IWAE, Kind.PLANE_SIWAE);
        judge(findings, 10, results, Kind.WIDE_IWAE, Kind.WIDE_SIWAE);
    }

    private static void judge(
            Findings findings, int dimension, Map<Kind, List<Result>> results, Kind alone, Kind several) {
        List<Result> first = results.getOrDefault(alone, List.of());
        List<Result> second = results.getOrDefault(several, List.of());
        List<Double> gains = IntStream.range(0, first.size())
                .mapToObj(i -> second.get(i).logLikelihood() - first.get(i).logLikelihood())
                .toList();
        Interval gain = Interval.of(gains);
        findings.claim(
                "in " + dimension
                        + " dimensions SIWAE with K = 5 has at least the test log likelihood of IWAE with K = 1"
                        + " for the same decoder calls",
                gain.mean() >= 0,
                Format.words("SIWAE less IWAE %+.2f nats [%+.2f, %+.2f]", gain.mean(), gain.low(), gain.high()));
    }
}
