package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.experiments.advi.amortised.LabelledColumns;
import io.tifl.experiments.advi.federated.AmortisedFleet.Judged;
import io.tifl.experiments.advi.study.DigitSource;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.reproduce.Together;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.Partitioner;
import io.tifl.leaf.Pool;
import io.tifl.leaf.Split;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Mixture posteriors of a fleet: one that all share, against all data at one place, and ones that an encoder gives, with clients whose
 * classes differ little or much.
 */
public final class FederatedAdvi implements StudyPart {
    private static final List<String> BOUNDS = List.of("SELBO", "SIWAE");
    private static final int MIN_EXAMPLES = 10;

    private final KeptResults kept;
    private final DigitSource data;
    private final List<Long> seeds;
    private final int threads;
    private final Size size;

    /**
     * How large it is.
     *
     * @param train images to train on
     * @param test images to judge on
     * @param epochs of a client in a round
     * @param width of the encoder's layers
     */
    record Size(int train, int test, int clients, int rounds, int epochs, int width) {
        static Size usual() {
            return new Size(6000, 2000, 10, 20, 4, 128);
        }
    }

    /** How images are dealt. */
    private enum Deal {
        ONE_PLACE("one place"),
        IID("IID"),
        DIRICHLET_HALF("Dirichlet 0.5"),
        DIRICHLET_TENTH("Dirichlet 0.1");

        private final String words;

        Deal(String words) {
            this.words = words;
        }

        Partitioner partitioner(int clients) {
            return switch (this) {
                case ONE_PLACE -> Partitioner.iid(1);
                case IID -> Partitioner.iid(clients);
                case DIRICHLET_HALF -> Partitioner.dirichlet(clients, 0.5, false, MIN_EXAMPLES);
                case DIRICHLET_TENTH -> Partitioner.dirichlet(clients, 0.1, false, MIN_EXAMPLES);
            };
        }
    }

    private record Run(Deal deal, String bound, long seed) {
        String name() {
            return "federated-" + deal.words.toLowerCase(Locale.ROOT).replace(' ', '-') + "-"
                    + bound.toLowerCase(Locale.ROOT) + "-seed-" + seed;
        }
    }

    /** What is kept of a training. */
    record Course(List<Judged> rounds) {
        Judged last() {
            return rounds.getLast();
        }
    }

    /**
     * @param data MNIST
     * @param seeds a training of each kind for each
     * @param threads trainings at once
     */
    public FederatedAdvi(KeptResults kept, DigitSource data, List<Long> seeds, int threads) {
        this(kept, data, seeds, threads, Size.usual());
    }

    FederatedAdvi(KeptResults kept, DigitSource data, List<Long> seeds, int threads, Size size) {
        this.kept = kept;
        this.data = data;
        this.seeds = List.copyOf(seeds);
        this.threads = threads;
        this.size = size;
    }

    @Override
    public String id() {
        return "federated";
    }

    @Override
    public String title() {
        return "Posteriors of a fleet";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.say(
                "Global parameters: each of 200 data lies with one client, and each step asks all clients for the log"
                        + " likelihood of theirs and its gradient at the points that the step draws. Sums are exact until they are"
                        + " rounded once, so neither the number of clients nor who answers first leaves a trace.");
        BitIdentity.judge(findings, progress);
        findings.say(Format.words(
                "Amortised: encoder and decoder of the single-column classifier with five components, %d images of MNIST"
                        + " dealt to %d clients, %d rounds of %d local epochs with all clients, weights averaged by images;"
                        + " judged on %d test images, which clients hold by the classes they train on, from their exact"
                        + " sums. At one place the same code trains one client as long. Seeds %s.",
                size.train, size.clients, size.rounds, size.epochs, size.test, seeds));
        Map<Run, Course> courses = courses(progress);
        findings.show(table(courses));
        findings.show(chart(
                courses,
                "federated-accuracy",
                "Accuracy round by round, SIWAE",
                Axis.shares("accuracy"),
                Judged::accuracy));
        findings.show(chart(
                courses,
                "federated-modes",
                "Effective modes round by round, SIWAE",
                Axis.numbers("effective modes"),
                Judged::effectiveModes));
        judge(findings, courses);
        return findings;
    }

    private Map<Run, Course> courses(Consumer<String> progress) throws IOException, InterruptedException {
        Pool pool = small(data.load());
        String origin =
                size + ", training " + LabelledColumns.middle(pool.train()).sha256() + ", test "
                        + LabelledColumns.middle(pool.test()).sha256();
        List<Run> runs = new ArrayList<>();
        for (long seed : seeds) {
            for (Deal deal : Deal.values()) {
                BOUNDS.forEach(bound -> runs.add(new Run(deal, bound, seed)));
            }
        }
        List<Course> done = Together.all(
                threads,
                runs.stream()
                        .map(run -> (Callable<Course>) () -> kept.get(
                                run.name(), run + ", " + origin, Course.class, () -> course(run, pool, progress)))
                        .toList());
        Map<Run, Course> all = new HashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            all.put(runs.get(i), done.get(i));
        }
        return all;
    }

    private Pool small(Pool pool) {
        return new Pool(pool.name(), first(pool.train(), size.train), first(pool.test(), size.test), Optional.empty());
    }

    private static Examples first(Examples all, int count) {
        return all.subset(IntStream.range(0, Math.min(count, all.size())).toArray());
    }

    private Course course(Run run, Pool pool, Consumer<String> progress) throws InterruptedException {
        Seed seed = new Seed(run.seed()).child("federated-advi");
        Map<ClientId, LocalData> dealt = FederatedDataset.of(
                        pool, run.deal().partitioner(size.clients), Split.official(), seed.child("deal"))
                .clients();
        AmortisedFleet fleet = new AmortisedFleet(
                Settings.none()
                        .with("components", 5)
                        .with("width", size.width)
                        .with("inputs", pool.train().featureShape().get(1))
                        .with("classes", pool.train().classes()),
                Settings.none()
                        .with("bound", run.bound().toLowerCase(Locale.ROOT))
                        .with("epochs", size.epochs),
                Settings.none().with("samples", 10).with("bound-samples", 5),
                1e-3,
                size.rounds);
        Course course = new Course(fleet.run(dealt, 1, seed));
        progress.accept(
                run.name() + ": accuracy " + Format.words("%.3f", course.last().accuracy()));
        return course;
    }

    private double mean(Map<Run, Course> courses, Deal deal, String bound, ToDoubleFunction<Course> figure) {
        return seeds.stream()
                .mapToDouble(seed -> figure.applyAsDouble(courses.get(new Run(deal, bound, seed))))
                .average()
                .orElseThrow();
    }

    private MarkdownTable table(Map<Run, Course> courses) {
        MarkdownTable table = new MarkdownTable(
                "Amortised: after the last round, means over seeds; the bounds with five samples of each component, in"
                        + " nats, the prior's weight 0.05.",
                "images at",
                "bound",
                "accuracy",
                "NLL",
                "ECE",
                "Brier",
                "effective modes",
                "SELBO",
                "SIWAE");
        List<ToDoubleFunction<Judged>> figures = List.of(
                Judged::accuracy,
                Judged::negativeLogLikelihood,
                Judged::error,
                Judged::brier,
                Judged::effectiveModes,
                Judged::selbo,
                Judged::siwae);
        for (Deal deal : Deal.values()) {
            for (String bound : BOUNDS) {
                List<String> row = new ArrayList<>(List.of(deal.words, bound));
                for (ToDoubleFunction<Judged> figure : figures) {
                    row.add(Format.words(
                            "%.3f", mean(courses, deal, bound, course -> figure.applyAsDouble(course.last()))));
                }
                table.row(row);
            }
        }
        return table;
    }

    private Chart chart(
            Map<Run, Course> courses, String name, String title, Axis axis, ToDoubleFunction<Judged> figure) {
        Chart chart = Chart.of(name, title, Axis.counts("round"), axis).noting("Means over seeds.");
        for (Deal deal : Deal.values()) {
            List<Point> points = IntStream.range(0, size.rounds)
                    .mapToObj(round -> Point.of(
                            round + 1,
                            mean(
                                    courses,
                                    deal,
                                    "SIWAE",
                                    course ->
                                            figure.applyAsDouble(course.rounds().get(round)))))
                    .toList();
            chart = chart.with(new Series.Line(deal.words, points));
        }
        return chart;
    }

    private void judge(Findings findings, Map<Run, Course> courses) {
        ToDoubleFunction<Course> accuracy = course -> course.last().accuracy();
        double central = mean(courses, Deal.ONE_PLACE, "SIWAE", accuracy);
        for (Deal deal : List.of(Deal.IID, Deal.DIRICHLET_HALF, Deal.DIRICHLET_TENTH)) {
            double found = mean(courses, deal, "SIWAE", accuracy);
            findings.answer(
                    "How far from one place is SIWAE of a fleet, " + deal.words + "?",
                    Format.words("%+.3f in accuracy", found - central),
                    Format.words("%.3f against %.3f", found, central));
        }
        ToDoubleFunction<Course> modes = course -> course.last().effectiveModes();
        findings.claim(
                "SIWAE uses more modes than SELBO however images are dealt",
                List.of(Deal.values()).stream()
                        .allMatch(deal -> mean(courses, deal, "SIWAE", modes) > mean(courses, deal, "SELBO", modes)),
                List.of(Deal.values()).stream()
                        .map(deal -> deal.words
                                + Format.words(
                                        " %.2f and %.2f",
                                        mean(courses, deal, "SIWAE", modes), mean(courses, deal, "SELBO", modes)))
                        .collect(Collectors.joining(", ")));
    }
}
