package io.tifl.experiments.ssl.federated;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.DivergedException;
import io.tifl.client.device.TiflClient;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.benchmark.service.StuckFollower;
import io.tifl.experiments.ssl.hltm.TreeStatistics;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.TaskOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code hltm-train} on real clients of a real coordinator, over HTTP. */
@Tag("slow")
@Timeout(120)
final class LiveHltmTest {
    private static final String JOB = """
            name: tree
            model: hltm
            model-settings: {depth: 3, branching: 2, width: 4}
            task: hltm-train
            task-settings: {steps: 4, prior-spread: 0.3, polarity-low: 0.8, judged: 256}
            batch-size: 16
            learning-rate: 0.1
            rounds: 3
            clients-per-round: 5
            quorum: 2
            deadline: 4
            least-clients: 5
            policy: vanilla
            sync-rounds: 0
            evaluate-every: 3
            """;

    @TempDir
    private Path folder = Path.of("");

    /** What honest clients were sent and sent back. */
    private static final class Recording implements LocalTask {
        private final Map<Long, Parameters> models = new ConcurrentHashMap<>();
        private final Map<String, Parameters> changes = new ConcurrentHashMap<>();

        @Override
        public String name() {
            return HltmTrainTask.NAME;
        }

        @Override
        public Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException {
            Result.Change change = (Result.Change) new HltmTrainTask().run(order, context);
            models.put(order.model().version(), order.model().parameters());
            changes.put(order.id().client() + " in " + order.id().round(), change.change());
            return change;
        }

        Parameters model(long version) {
            return Objects.requireNonNull(models.get(version));
        }

        Parameters change(String client, long round) {
            return Objects.requireNonNull(changes.get(client + " in " + round));
        }
    }

    private record Liar(Function<Layout, Parameters> lie) implements LocalTask {
        @Override
        public String name() {
            return HltmTrainTask.NAME;
        }

        @Override
        public Result run(TaskOrder order, Context context) {
            return new Result.Change(lie.apply(order.model().parameters().layout()), 64, Metrics.of("loss", -1));
        }
    }

    private static Parameters notNumbers(Layout layout) {
        float[] values = new float[layout.size()];
        Arrays.fill(values, Float.NaN);
        return Parameters.owning(layout, values);
    }

    @Test
    void jobEndsWithWhatTheSurvivingRepliesSay() throws Exception {
        Recording honest = new Recording();
        try (LiveHltm service = LiveHltm.start(folder.resolve("data"))) {
            Process doomed = StuckTrainer.start(service.uri(), service.enrolment(), folder);
            try (TiflClient _ = service.client(folder, "client-0", honest);
                    TiflClient _ = service.client(folder, "client-1", honest);
                    TiflClient _ = service.client(folder, "no-number", new Liar(LiveHltmTest::notNumbers));
                    TiflClient _ =
                            service.client(folder, "other-shape", new Liar(_ -> Parameters.zeros(Layout.flat(3))))) {
                service.json("POST", "/v1/jobs", JOB);
                StuckFollower.awaitBegun(folder);
                doomed.destroyForcibly().waitFor();
                service.awaitJob("tree");
                requireSurvivorsAlone(service.json("GET", "/v1/jobs/tree/rounds/0", ""));
            } finally {
                doomed.destroyForcibly().waitFor();
            }
        }
        assertThat(honest.models).hasSize(3);
        for (long round = 0; round < 2; round++) {
            requireMeanOfSurvivors(honest, round);
        }
    }

    private static void requireSurvivorsAlone(JsonNode round) {
        assertThat(round.path("clients")).hasSize(5);
        List<Metrics> judged = new ArrayList<>();
        for (JsonNode client : round.path("clients")) {
            String why = client.path("status").asString() + " "
                    + client.path("rejection").asString() + " "
                    + client.path("detail").asString();
            switch (client.path("client").asString()) {
                case "no-number" -> assertThat(why).containsIgnoringCase("NaN");
                case "other-shape" -> assertThat(why).containsIgnoringCase("layout");
                case "doomed" -> assertThat(client.path("examples").asLong()).isZero();
                default -> {
                    assertThat(client.path("examples").asLong()).isEqualTo(4 * 16);
                    assertThat(client.path("metrics").path("loss").asDouble()).isBetween(-1.0, 0.0);
                    assertThat(client.path("metrics").path("root-prior").asDouble())
                            .isBetween(0.2, 0.8);
                    Metrics metrics = Metrics.none();
                    for (Map.Entry<String, JsonNode> one :
                            client.path("metrics").properties()) {
                        metrics = metrics.with(one.getKey(), one.getValue().asDouble());
                    }
                    judged.add(metrics);
                }
            }
        }
        TreeStatistics pooled = RootSums.pooled(Hltm.model().spec().settings(), judged);
        assertThat(pooled.samples()).isEqualTo(512);
        assertThat(pooled.bestCorrelation(0)).isBetween(0.01, pooled.ceiling(0) + 0.05);
    }

    /** Both count with as many examples, so the model moves by half the sum. */
    private static void requireMeanOfSurvivors(Recording honest, long round) {
        Parameters before = honest.model(round);
        Parameters after = honest.model(round + 1);
        Parameters first = honest.change("client-0", round);
        Parameters second = honest.change("client-1", round);
        for (int k = 0; k < before.size(); k++) {
            float mean = (float) (((double) first.get(k) + second.get(k)) / 2);
            assertThat(after.get(k)).isEqualTo(before.get(k) + mean);
        }
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void whatNoClientCouldCarryOutIsRefusedWithAllReasons() throws Exception {
        try (LiveHltm service = LiveHltm.start(folder.resolve("data"))) {
            assertThat(service.send("POST", "/v1/jobs", JOB.replace("steps: 4", "steps: 0, loss: cosine"))
                            .body())
                    .contains("invalid-job", "'steps'", "'loss' is 'cosine'");
            assertThat(service.send("POST", "/v1/jobs", JOB.replace("task: hltm-train", "task: hltm-judge"))
                            .body())
                    .contains("yields reports");
        }
    }
}
