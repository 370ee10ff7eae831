package io.tifl.experiments.noise.federated;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.LocalData;
import io.tifl.client.task.ClientLoop;
import io.tifl.client.task.TaskRunner;
import io.tifl.experiments.benchmark.lead.FolderShelf;
import io.tifl.experiments.lead.LedWork.Status;
import io.tifl.experiments.lead.WorkLeader;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.InProcessTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real clients of a leader in this process. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set up before each test
class EvaluationLeaderTest {
    private static final String TEXT = "{name: e, model: job, levels: [0.5, 1.0], trials: 3, rounds: 2}";

    @TempDir
    private Path folder;

    private final SequencedMap<ClientId, LocalData> shards = Fleets.clients(3);
    private final InProcessTransport transport = new InProcessTransport(InstantSource.system());
    private final SequencedMap<ClientId, ClientTransport> connections = new TreeMap<>();
    private final List<ClientLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Versions models = new Versions();
    private FolderShelf shelf;
    private WorkStore<Evaluation> store;
    private Submissions submissions;

    @BeforeEach
    void setUp() throws Exception {
        shards.keySet().forEach(client -> connections.put(client, transport.connect(client)));
        shelf = FolderShelf.open(folder);
        store = Evaluation.store(shelf);
        submissions = new Submissions(store, models, InstantSource.system());
        models.add(Fleets.trained(8, 10, 4));
        models.isOver = true;
    }

    /** From now on orders are answered. */
    private void answer() {
        shards.forEach((client, shard) -> {
            ClientLoop loop = new ClientLoop(
                    Objects.requireNonNull(connections.get(client)), TaskRunner.installed("compiled"), shard);
            loops.add(loop);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    loop.run();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }));
        });
    }

    @AfterEach
    void tearDown() throws Exception {
        loops.forEach(ClientLoop::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        transport.close();
        shelf.close();
    }

    private WorkLeader<Evaluation> lead(List<TaskId> done) throws Exception {
        return EvaluationLeader.start(
                new EvaluationLeader.Parts(transport, () -> new TreeSet<>(shards.keySet()), store, models, done::add));
    }

    private Evaluation await(WorkLeader<Evaluation> leader, Status status) throws Exception {
        while (true) {
            leader.look();
            Evaluation now = store.get("e").orElseThrow().work();
            if (now.status() == status) {
                return now;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsSubmittedIsCarriedOutAndKept() throws Exception {
        answer();
        List<TaskId> done = new ArrayList<>();
        submissions.submit(TEXT);

        try (WorkLeader<Evaluation> leader = lead(done)) {
            Evaluation found = await(leader, Status.DONE);

            assertThat(found.contestants().getFirst().model()).isEqualTo("job@4");
            assertThat(found.rounds()).hasSize(2).allMatch(round -> round.counted() == 3);
            assertThat(done).hasSize(6).allMatch(task -> task.job().equals(new JobId("job:noise:e")));
        }
    }

    @Test
    void theServiceAndTheSimulationFindTheSame() throws Exception {
        answer();
        submissions.submit(TEXT);
        Evaluation found;
        try (WorkLeader<Evaluation> leader = lead(new ArrayList<>())) {
            found = await(leader, Status.DONE);
        }

        try (SimulatedNoise fleet = new SimulatedNoise(shards, Fleets.engine(), 2, new Seed(3))) {
            Evaluation simulated = fleet.evaluate(
                    EvaluationDefinition.parse(TEXT), Map.of(new JobId("job"), models.get(new JobId("job"), 4)));

            assertThat(found.contestants()).isEqualTo(simulated.contestants());
            assertThat(found.rounds()).isEqualTo(simulated.rounds());
        }
    }

    @Test
    void anOpenRoundIsTakenUpByTheNextLeader() throws Exception {
        submissions.submit(TEXT);
        try (WorkLeader<Evaluation> first = lead(new ArrayList<>())) {
            // Nobody answers: the round stays open.
            while (store.get("e").orElseThrow().work().open() == null) {
                first.look();
            }
        }
        answer();

        try (WorkLeader<Evaluation> second = lead(new ArrayList<>())) {
            Evaluation found = await(second, Status.DONE);

            assertThat(found.rounds()).hasSize(2).allMatch(round -> round.counted() == 3);
        }
    }

    @Test
    void aJobIsFollowedToItsLastModel() throws Exception {
        answer();
        models.isOver = false;
        submissions.submit("{name: e, model: job, follow: true, profiles: 'gaussian@0.5, pcm-8bit@86400', trials: 2}");

        try (WorkLeader<Evaluation> leader = lead(new ArrayList<>())) {
            while (store.get("e").orElseThrow().work().rounds().isEmpty()) {
                leader.look();
            }
            models.add(Fleets.trained(8, 12, 5));
            models.add(Fleets.trained(8, 14, 9));
            models.isOver = true;
            Evaluation found = await(leader, Status.DONE);

            assertThat(found.rounds().stream().map(Evaluation.RoundResult::model))
                    .containsExactly("job@4", "job@5", "job@9");
            Robustness last = found.contestants()
                    .getLast()
                    .robustness(found.definition().noise())
                    .orElseThrow();
            assertThat(last.levels())
                    .extracting(Robustness.Level::name)
                    .containsExactly("gaussian@0.5", "pcm-8bit@86400");
            assertThat(last.halfWay()).isNull();
        }
    }

    @Test
    void aCancelledOneEndsAndKeepsWhatItHas() throws Exception {
        submissions.submit(TEXT);
        try (WorkLeader<Evaluation> leader = lead(new ArrayList<>())) {
            while (store.get("e").orElseThrow().work().open() == null) {
                leader.look();
            }

            assertThat(store.cancel("e").orElseThrow().status()).isEqualTo(Status.CANCELLED);
            leader.look();
        }
        assertThat(store.get("e").orElseThrow().work().status()).isEqualTo(Status.CANCELLED);
        assertThat(store.cancel("nobody")).isEmpty();
    }

    /** Models of one job. */
    private static final class Versions implements RobustnessModels {
        private final Map<Long, GlobalModel> models = new ConcurrentHashMap<>();
        private volatile boolean isOver;

        void add(GlobalModel model) {
            models.put(model.version(), model);
        }

        @Override
        public GlobalModel get(JobId job, long version) throws IOException {
            GlobalModel model = models.get(version);
            if (model == null || !job.value().equals("job")) {
                throw new IllegalArgumentException("no model " + version + " of " + job);
            }
            return model;
        }

        @Override
        public OptionalLong newest(JobId job) {
            return models.keySet().stream().mapToLong(Long::longValue).max();
        }

        @Override
        public OptionalLong next(JobId job, long version) {
            return new TreeMap<>(models)
                    .tailMap(version + 1).keySet().stream()
                            .mapToLong(Long::longValue)
                            .findFirst();
        }

        @Override
        public boolean isOver(JobId job) {
            if (!job.value().equals("job")) {
                throw new IllegalArgumentException("there is no job '" + job + "'");
            }
            return isOver;
        }
    }
}
