package io.tifl.experiments.ssl.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.task.Kept;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.LocalTask.Result;
import io.tifl.experiments.network.BatchNormalisation;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Momentum;
import io.tifl.leaf.Pool;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SslTrainTaskTest {
    private static final Settings MODEL = Settings.none()
            .with("side", 6)
            .with("hidden", 16)
            .with("features", 12)
            .with("head", 10)
            .with("outputs", 8)
            .with("shift", 1)
            .with("drop", 0.2);
    private static final Settings TRAINING = Settings.none().with("batch-size", 8);

    /** Crosses and bars with noise, three classes. */
    static Examples images(int count, Seed seed) {
        RandomGenerator random = seed.generator();
        float[] features = new float[count * 36];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(3);
            for (int p = 0; p < 36; p++) {
                boolean on = (labels[i] != 1 && p / 6 == 3) || (labels[i] != 0 && p % 6 == 3);
                features[i * 36 + p] = (float) ((on ? 1 : 0) + 0.1 * random.nextGaussian());
            }
        }
        return Examples.dense(List.of(1, 6, 6), 3, features, labels);
    }

    private static GlobalModel model(String statistics) {
        ModelSpec spec = new ModelSpec(ByolMlp.NAME, MODEL.with("statistics", statistics));
        return new GlobalModel(spec, 0, new ByolMlp().initial(spec.settings(), 3));
    }

    private static SequencedMap<ClientId, LocalData> clients() {
        SequencedMap<ClientId, LocalData> clients = new LinkedHashMap<>();
        for (int c = 0; c < 3; c++) {
            Examples shard = images(20 + 30 * c, new Seed(c));
            clients.put(new ClientId("client-" + c), new LocalData(shard, shard));
        }
        return clients;
    }

    @Test
    void summedStatisticsAreThoseOfAllExamplesAndAveragedVariancesAreNot() throws InterruptedException {
        SequencedMap<ClientId, LocalData> clients = clients();
        InProcessFleet fleet = new InProcessFleet(clients, new Seed(1));
        GlobalModel model = model("summed");
        for (int k = 0; k < 4; k++) {
            model = fleet.train(new SslTrainTask(), model, TRAINING.with("epochs", 0), k)
                    .after();
        }
        SharedParameters global = opened(model);
        List<Matrix> union = new ArrayList<>();
        clients.values().forEach(client -> union.add(Batches.matrix(client.train())));
        SharedParameters whole = opened(model);
        List<Matrix> means = whole.measured(union);

        for (int n = 0; n < 2; n++) {
            BatchNormalisation one = global.learner().normalisations().get(n);
            for (int j = 0; j < one.statistics().getFirst().columns(); j++) {
                double mean = means.get(2 * n).values()[j];
                double variance = means.get(2 * n + 1).values()[j] - mean * mean;
                assertThat(one.statistics().getFirst().values()[j])
                        .isCloseTo(mean, Offset.offset(1e-5 * (1 + Math.abs(mean))));
                assertThat(one.statistics().getLast().values()[j])
                        .isCloseTo(variance, Offset.offset(1e-5 * (1 + Math.abs(mean))));
            }
        }
    }

    private static SharedParameters opened(GlobalModel model) {
        SharedParameters shared = SslTrainTask.open(model.spec(), new Momentum.Settings(0.1, 0, 0));
        shared.write(model.parameters());
        return shared;
    }

    @Test
    void weightsAreTheSameWhateverBecomesOfStatistics() throws Exception {
        Parameters local = change("local", Kept.nothing()).change();
        Parameters summed = change("summed", Kept.nothing()).change();

        for (int k = 0; k < local.size(); k++) {
            assertThat(summed.get(k)).isEqualTo(local.get(k));
        }
        assertThat(summed.size()).isEqualTo(local.size() + 2 * 3 * 10);
        assertThat(local.norm()).isPositive();
    }

    private static Result.Change change(String statistics, Kept kept) throws Exception {
        LocalData data = new LocalData(images(40, new Seed(1)), images(4, new Seed(2)));
        SslTrainTask task = new SslTrainTask();
        return (Result.Change) task.run(
                Hltm.order(task, "a", model(statistics), TRAINING.with("epochs", 2), 5),
                new LocalTask.Context(
                        () -> {
                            throw new IllegalStateException();
                        },
                        data,
                        _ -> {},
                        () -> kept));
    }

    @Test
    void localStatisticsAreKeptFromOrderToOrder() throws Exception {
        Kept first = change("local", Kept.nothing()).keeps().orElseThrow();
        Result.Change again = change("local", first);

        assertThat(again.keeps().orElseThrow()).isNotEqualTo(first);
        assertThat(again.metrics().get("spread"))
                .isNotEqualTo(change("local", Kept.nothing()).metrics().get("spread"));
        assertThat(change("summed", Kept.nothing()).keeps()).isEmpty();
    }

    @Test
    void targetBeginsAsTheGlobalModel() {
        GlobalModel model = model("local");
        SharedParameters shared = opened(model);

        assertThat(shared.now()).isEqualTo(model.parameters());
        Matrix sample = Batches.matrix(images(4, new Seed(9)));
        Matrix before = shared.learner().learner().projections(sample);
        shared.learner().learner().step(sample, sample);
        shared.write(model.parameters());
        Parameters once = after(shared, sample);
        assertThat(after(opened(model), sample)).isEqualTo(once);
        assertThat(before.rows()).isEqualTo(4);
    }

    private static Parameters after(SharedParameters shared, Matrix sample) {
        // A fresh descent has no velocity, so only the target can differ; steps without momentum.
        shared.learner().learner().step(sample, sample);
        return shared.now();
    }

    @Test
    void wrongSettingsAndDataAreRefused() {
        assertThatThrownBy(() -> SslTrainTask.check(Settings.none()
                        .with("batch-size", 1)
                        .with("momentum", 1)
                        .with("view", "x")))
                .hasMessageContaining("'batch-size'")
                .hasMessageContaining("'momentum'")
                .hasMessageContaining("view");
        assertThatThrownBy(() -> new ByolMlp().initial(Settings.none().with("statistics", "global"), 1))
                .hasMessageContaining("local or summed");
        assertThatThrownBy(() ->
                        new ByolMlp().initial(Settings.none().with("side", 0).with("drop", 2), 1))
                .hasMessageContaining("'side'")
                .hasMessageContaining("'drop'");
        assertThatThrownBy(() -> new InProcessFleet(
                                new LinkedHashMap<>(Map.of(
                                        new ClientId("a"),
                                        new LocalData(images(1, new Seed(1)), images(1, new Seed(1))))),
                                new Seed(1))
                        .train(new SslTrainTask(), model("local"), TRAINING, 0))
                .hasMessageContaining("2 are needed");
    }

    @Test
    void fleetLearnsFeaturesThatNeighboursTellApart() throws InterruptedException {
        Pool pool = new Pool("bars", images(400, new Seed(11)), images(100, new Seed(12)), Optional.empty());
        ImagePlan plan = new ImagePlan(
                new ModelSpec(ByolMlp.NAME, MODEL.with("statistics", "summed")), 4, 0.5, 4, 1, 16, 0.03, 2, 240, 100);

        ImageCurve curve = FederatedImages.run(plan, pool, new CosineNeighbours(5), 1);

        assertThat(curve.points()).extracting(ImageCurve.Point::round).containsExactly(0, 2, 4);
        assertThat(curve.points().getLast().features()).isGreaterThan(0.6);
        assertThat(curve.points().getLast().spread()).isPositive();
        assertThat(curve.statistics().whole().off()).isZero();
        assertThat(curve.statistics().summed().off()).isLessThan(1e-4);
        assertThat(curve.statistics().averaged().off()).isGreaterThan(1e-3);
        assertThat(curve).isEqualTo(FederatedImages.run(plan, pool, new CosineNeighbours(5), 1));
    }

    @Test
    void neighboursVoteAndTheNearerLabelWinsTies() {
        Matrix known = Matrix.ofRows(new double[] {1, 0}, new double[] {0, 1}, new double[] {0.2, 1});
        Matrix asked = Matrix.ofRows(new double[] {1, 0.1}, new double[] {0, 0});

        assertThat(new CosineNeighbours(1).accuracy(known, new int[] {0, 1, 1}, asked, new int[] {0, 0}))
                .isEqualTo(1);
        assertThat(new CosineNeighbours(3).accuracy(known, new int[] {0, 1, 1}, asked, new int[] {1, 1}))
                .isEqualTo(1);
        assertThat(new CosineNeighbours(2).accuracy(known, new int[] {0, 1, 1}, asked, new int[] {0, 0}))
                .isEqualTo(1);
    }
}
