package io.tifl.experiments.study;

import io.tifl.client.Examples;
import io.tifl.client.Learner.Evaluation;
import io.tifl.client.LocalData;
import io.tifl.client.compiled.FlopCount;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Federation;
import io.tifl.experiments.leaf.LeafMetrics;
import io.tifl.experiments.leaf.LeafMetrics.Judged;
import io.tifl.experiments.leaf.LeafMetrics.Worked;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * LEAF's metrics of a run: all clients are judged on their examples to train and to test on, before the first round and after
 * each that the model is evaluated after. Confined to one thread.
 */
final class LeafMeasures implements Measures {
    private final Path folder;
    private final ReplaySettings.Training training;
    private final FlopCount flops;
    private final SequencedMap<ClientId, LocalData> clients;
    private final Map<ClientId, String> hierarchies;
    private final TierEvaluator evaluator;
    private final PersonalModels models;
    private @Nullable LeafMetrics metrics;

    LeafMeasures(
            Path folder,
            ReplaySettings.Training training,
            FlopCount flops,
            SequencedMap<ClientId, LocalData> clients,
            Map<ClientId, String> hierarchies,
            TierEvaluator evaluator,
            PersonalModels models) {
        this.folder = folder;
        this.training = training;
        this.flops = flops;
        this.clients = clients;
        this.hierarchies = hierarchies;
        this.evaluator = evaluator;
        this.models = models;
    }

    @Override
    public void begin(Federation state) throws IOException, InterruptedException {
        if (state.round() > 0) {
            metrics = LeafMetrics.resume(folder, state.round());
            return;
        }
        metrics = LeafMetrics.begin(folder);
        judge(0, state.served());
    }

    @Override
    public void after(JournalEntry round, Federation state) throws IOException, InterruptedException {
        Map<String, JournalEntry.Client> counted = round.clients().stream()
                .filter(client -> client.status().equals(ClientReport.Status.COUNTED.name()))
                .collect(Collectors.toMap(JournalEntry.Client::id, client -> client, (first, _) -> first));
        long modelBytes = state.served().parameters().values().byteSize();
        List<Worked> worked = round.cohort().stream()
                .map(id -> worked(client(new ClientId(id)), modelBytes, Optional.ofNullable(counted.get(id))))
                .toList();
        metrics().worked(round.round() + 1, worked);
        if (round.accuracy() != null) {
            judge(round.round() + 1, state.served());
        }
    }

    private Worked worked(LeafMetrics.Client client, long modelBytes, Optional<JournalEntry.Client> counted) {
        return new Worked(
                client,
                counted.map(reply -> written(reply, modelBytes)).orElse(0L),
                modelBytes,
                counted.map(reply -> computations(reply.examples())).orElse(0L));
    }

    /** Plain values as LEAF counts them, without what we send around them; compressed ones as they were sent. */
    private long written(JournalEntry.Client reply, long modelBytes) {
        return training.codec().equals("float32") ? modelBytes : reply.uploadBytes();
    }

    /** As LEAF counts: examples of a last batch that is not full take nothing. */
    private long computations(long examples) {
        if (training.minibatch() > 0) {
            return examples * flops.training();
        }
        long inFullBatches = examples / training.batchSize() * training.batchSize();
        return training.epochs() * inFullBatches * flops.training();
    }

    private void judge(long round, GlobalModel model) throws IOException, InterruptedException {
        judge(round, "train", model, LocalData::train);
        judge(round, "test", model, LocalData::test);
    }

    private void judge(long round, String set, GlobalModel model, Function<LocalData, Examples> part)
            throws IOException, InterruptedException {
        Parameters shared = PersonalModels.sharedOf(model.parameters());
        metrics()
                .judged(
                        round,
                        set,
                        evaluator
                                .ofEach((learner, client, data) ->
                                        judged(client, learner.evaluate(models.of(client, shared), part.apply(data))))
                                .stream()
                                .flatMap(Optional::stream)
                                .toList());
    }

    private Optional<Judged> judged(ClientId client, Evaluation evaluation) {
        return evaluation.examples() == 0
                ? Optional.empty()
                : Optional.of(new Judged(client(client), evaluation.accuracy(), evaluation.loss()));
    }

    private LeafMetrics.Client client(ClientId id) {
        LocalData data = Objects.requireNonNull(clients.get(id), id.value());
        return new LeafMetrics.Client(
                id.value(),
                hierarchies.getOrDefault(id, ""),
                (long) data.train().size() + data.test().size());
    }

    @Override
    public void finish() throws IOException {
        metrics().finish();
    }

    private LeafMetrics metrics() {
        return Objects.requireNonNull(metrics, "begin comes first");
    }

    @Override
    public void close() throws IOException {
        if (metrics != null) {
            metrics.close();
        }
    }
}
