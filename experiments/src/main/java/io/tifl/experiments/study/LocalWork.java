package io.tifl.experiments.study;

import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.WeightedMean;
import io.tifl.client.Examples;
import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.TaskRunner;
import io.tifl.experiments.fleet.Preparation;
import io.tifl.leaf.FederatedDataset;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The clients of a data set, who carry out orders in this process. Thread-safe. */
final class LocalWork implements Preparation.Clients {
    private final FederatedDataset data;
    private final ErrorFeedback feedback = new ErrorFeedback();
    private final Catalog<UpdateCodec> codecs = Catalog.load("codec", UpdateCodec.class);
    private final ThreadLocal<TaskRunner> runners;

    LocalWork(FederatedDataset data, LearnerFactory engine) {
        this.data = data;
        Catalog<LocalTask> tasks = Catalog.load("task", LocalTask.class);
        this.runners = ThreadLocal.withInitial(() -> new TaskRunner(engine, tasks, codecs, feedback));
    }

    @Override
    public TaskReply run(TaskOrder order) {
        return runners.get().run(order, dataOf(order.id().client()));
    }

    private LocalData dataOf(ClientId client) {
        LocalData local = data.clients().get(client);
        if (local == null) {
            throw new IllegalArgumentException("no client " + client);
        }
        return local;
    }

    @Override
    public ErrorFeedback feedback() {
        return feedback;
    }

    @Override
    public Catalog<UpdateCodec> codecs() {
        return codecs;
    }

    @Override
    public AggregationRule rule() {
        return new WeightedMean();
    }

    /** Learners go with the threads that opened them. */
    @Override
    public void close() {
        runners.remove();
    }

    /** SHA-256 over all that the clients train on, in hexadecimal. */
    static String digest(FederatedDataset data) {
        MessageDigest digest = sha256();
        data.clients().forEach((client, local) -> {
            digest.update(client.value().getBytes(StandardCharsets.UTF_8));
            update(digest, local.train());
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, Examples examples) {
        float[] features = new float[examples.featureSize()];
        ByteBuffer bytes = ByteBuffer.allocate(features.length * Float.BYTES + Integer.BYTES);
        for (int row = 0; row < examples.size(); row++) {
            examples.features(row, features, 0);
            bytes.clear().putInt(examples.label(row));
            bytes.asFloatBuffer().put(features);
            digest.update(bytes.array());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
