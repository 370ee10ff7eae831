package io.tifl.experiments.study;

import io.tifl.aggregation.AggregationRule;
import io.tifl.client.Examples;
import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.client.secure.SecureSessions;
import io.tifl.client.task.ClientMemory;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.TaskRunner;
import io.tifl.experiments.fleet.Preparation;
import io.tifl.leaf.FederatedDataset;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The clients of a data set, who carry out orders in this process. Thread-safe. */
final class LocalWork implements Preparation.Clients {
    private final FederatedDataset data;
    private final ErrorFeedback feedback = new ErrorFeedback();
    private final ClientMemory memory;
    private final Catalog<UpdateCodec> codecs = Catalog.load("codec", UpdateCodec.class);
    private final LearnerFactory engine;
    private final AggregationRule rule;
    private final SecureSessions secure;
    private final Catalog<LocalTask> tasks = Catalog.load("task", LocalTask.class);
    private final Queue<TaskRunner> idle = new ConcurrentLinkedQueue<>();

    LocalWork(FederatedDataset data, LearnerFactory engine, AggregationRule rule, ClientMemory memory) {
        this(data, engine, rule, memory, SecureSessions.none());
    }

    /** @param secure the clients' parts in secure aggregation */
    LocalWork(
            FederatedDataset data,
            LearnerFactory engine,
            AggregationRule rule,
            ClientMemory memory,
            SecureSessions secure) {
        this.secure = secure;
        this.data = data;
        this.engine = engine;
        this.rule = rule;
        this.memory = memory;
    }

    @Override
    public TaskReply run(TaskOrder order) {
        LocalData local = dataOf(order.id().client());
        TaskRunner free = idle.poll();
        TaskRunner runner =
                free == null ? new TaskRunner(engine, tasks, codecs, feedback, memory, secure, Optional.empty()) : free;
        try {
            return runner.run(order, local);
        } finally {
            idle.add(runner);
        }
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
        return rule;
    }

    @Override
    public void close() {
        for (TaskRunner runner = idle.poll(); runner != null; runner = idle.poll()) {
            runner.close();
        }
    }

    /** SHA-256 over all that the clients train on, in hexadecimal. */
    static String digest(FederatedDataset data) {
        MessageDigest digest = ClientKey.sha256();
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
}
