package io.tifl.experiments.ssl.federated;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.experiments.network.BatchNormalisation;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Momentum;
import io.tifl.experiments.ssl.Spread;
import io.tifl.experiments.ssl.federated.ImageCurve.Point;
import io.tifl.experiments.ssl.federated.ImageCurve.Statistics;
import io.tifl.experiments.ssl.federated.ImageCurve.Way;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.Partitioner;
import io.tifl.leaf.Pool;
import io.tifl.leaf.Split;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Federated averaging of features that are learnt without labels, by the tasks of real clients, with a public probe.
 * Confined to one thread.
 */
final class FederatedImages {
    private static final Momentum.Settings ANY = new Momentum.Settings(0.03, 0.9, 0);
    private static final int AT_ONCE = 256;

    private final ImagePlan plan;
    private final FeatureProbe probe;
    private final List<LocalData> clients;
    private final Examples labelled;
    private final Examples test;
    private final InProcessFleet fleet;
    private final Seed seed;

    private FederatedImages(ImagePlan plan, Pool pool, FeatureProbe probe, long number) {
        this.plan = plan;
        this.probe = probe;
        this.seed = new Seed(number).child("federated-images");
        Examples dealt = rows(pool.train(), 0, plan.images());
        this.labelled = rows(pool.train(), plan.images(), plan.publicImages());
        this.test =
                rows(pool.test(), 0, Math.min(plan.publicImages(), pool.test().size()));
        Partitioner partitioner = plan.alpha() == 0
                ? Partitioner.iid(plan.clients())
                : Partitioner.dirichlet(plan.clients(), plan.alpha(), true, 10);
        FederatedDataset data = FederatedDataset.of(
                new Pool(pool.name(), dealt, test, Optional.empty()),
                partitioner,
                Split.official(),
                seed.child("data"));
        this.clients = List.copyOf(data.clients().values());
        this.fleet = new InProcessFleet(data.clients(), seed);
    }

    private static Examples rows(Examples examples, int from, int count) {
        return examples.subset(IntStream.range(from, from + count).toArray());
    }

    /** One fleet and one model; the number is the seed of all chance. */
    static ImageCurve run(ImagePlan plan, Pool pool, FeatureProbe probe, long number) throws InterruptedException {
        return new FederatedImages(plan, pool, probe, number).run();
    }

    private ImageCurve run() throws InterruptedException {
        GlobalModel model = new GlobalModel(
                plan.model(),
                0,
                new ByolMlp()
                        .initial(plan.model().settings(), seed.child("init").value()));
        List<Point> points = new ArrayList<>();
        points.add(point(0, 0, model));
        for (int round = 1; round <= plan.rounds(); round++) {
            InProcessFleet.Trained trained =
                    fleet.train(new SslTrainTask(), model, plan.training(plan.epochs()), round);
            model = trained.after();
            if (round % plan.judgeEvery() == 0 || round == plan.rounds()) {
                points.add(point(round, trained.loss(), model));
            }
        }
        return new ImageCurve(points, statistics(model));
    }

    private Point point(int round, double loss, GlobalModel model) {
        SharedParameters shared = opened(model);
        Matrix features = shared.learner().learner().features(Batches.matrix(labelled));
        Matrix others = shared.learner().learner().features(Batches.matrix(test));
        return new Point(
                round,
                loss,
                Spread.of(features),
                probe.accuracy(features, Batches.labels(labelled), others, Batches.labels(test)));
    }

    private static SharedParameters opened(GlobalModel model) {
        SharedParameters shared = SslTrainTask.open(model.spec(), ANY);
        shared.write(model.parameters());
        return shared;
    }

    private Statistics statistics(GlobalModel model) throws InterruptedException {
        SharedParameters shared = opened(model);
        List<Matrix> whole =
                settled(model, shared, clients.stream().map(LocalData::train).toList());
        List<List<Matrix>> own = new ArrayList<>();
        for (LocalData client : clients) {
            own.add(settled(model, shared, List.of(client.train())));
        }
        return new Statistics(
                way(shared, whole, whole),
                way(shared, summed(model), whole),
                way(shared, averaged(own), whole),
                mean(own.stream().map(one -> way(shared, one, whole)).toList()));
    }

    // As often as normalisations lie one behind the other: each needs what comes before it to be settled.
    private List<Matrix> settled(GlobalModel model, SharedParameters shared, List<Examples> examples) {
        shared.write(model.parameters());
        List<Matrix> batches = examples.stream()
                .flatMap(one -> Batches.inOrder(one, AT_ONCE).stream())
                .toList();
        for (int k = 0; k < shared.learner().normalisations().size(); k++) {
            write(shared, variances(shared.measured(batches)));
        }
        return copies(shared);
    }

    private List<Matrix> summed(GlobalModel model) throws InterruptedException {
        if (ModelStatistics.of(model.spec().settings()) == ModelStatistics.LOCAL) {
            return copies(opened(model));
        }
        GlobalModel measured = model;
        // Twice, so that origins have settled too.
        for (int k = 1; k <= 2 * opened(model).learner().normalisations().size(); k++) {
            measured = fleet.train(new SslTrainTask(), measured, plan.training(0), plan.rounds() + k)
                    .after();
        }
        return copies(opened(measured));
    }

    private static List<Matrix> variances(List<Matrix> means) {
        List<Matrix> statistics = new ArrayList<>();
        for (int k = 0; k < means.size(); k += 2) {
            Matrix variance = means.get(k + 1).copy();
            for (int j = 0; j < variance.columns(); j++) {
                double mean = means.get(k).values()[j];
                variance.values()[j] = Math.max(variance.values()[j] - mean * mean, 0);
            }
            statistics.addAll(List.of(means.get(k), variance));
        }
        return statistics;
    }

    private List<Matrix> averaged(List<List<Matrix>> own) {
        double all = clients.stream().mapToInt(client -> client.train().size()).sum();
        List<Matrix> averages = own.getFirst().stream()
                .map(one -> new Matrix(one.rows(), one.columns()))
                .toList();
        for (int c = 0; c < own.size(); c++) {
            double share = clients.get(c).train().size() / all;
            for (int k = 0; k < averages.size(); k++) {
                averages.get(k).add(share, own.get(c).get(k));
            }
        }
        return averages;
    }

    private static List<Matrix> copies(SharedParameters shared) {
        return shared.learner().normalisations().stream()
                .flatMap(one -> one.statistics().stream())
                .map(Matrix::copy)
                .toList();
    }

    private static void write(SharedParameters shared, List<Matrix> statistics) {
        int at = 0;
        for (BatchNormalisation one : shared.learner().normalisations()) {
            for (Matrix matrix : one.statistics()) {
                System.arraycopy(statistics.get(at++).values(), 0, matrix.values(), 0, matrix.columns());
            }
        }
    }

    private Way way(SharedParameters shared, List<Matrix> statistics, List<Matrix> whole) {
        write(shared, statistics);
        Matrix features = shared.learner().learner().projections(Batches.matrix(labelled));
        Matrix others = shared.learner().learner().projections(Batches.matrix(test));
        return new Way(
                off(statistics, whole),
                probe.accuracy(features, Batches.labels(labelled), others, Batches.labels(test)));
    }

    // Of the lowest normalisation, which projections go through.
    private static double off(List<Matrix> statistics, List<Matrix> whole) {
        if (whole.isEmpty()) {
            return 0;
        }
        double sum = 0;
        int columns = whole.get(1).columns();
        for (int j = 0; j < columns; j++) {
            double right = whole.get(1).values()[j];
            sum += right > 0 ? Math.abs(statistics.get(1).values()[j] - right) / right : 0;
        }
        return sum / columns;
    }

    private static Way mean(List<Way> ways) {
        return new Way(
                ways.stream().mapToDouble(Way::off).average().orElse(0),
                ways.stream().mapToDouble(Way::accuracy).average().orElse(0));
    }
}
