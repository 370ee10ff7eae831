package io.tifl.experiments.noise.federated;

import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.TaskRunner;
import io.tifl.experiments.sim.ClientProgram;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Clients of a simulation: the tasks that real clients have, on the data of each. Thread-safe. */
final class SimulatedClients implements ClientProgram, AutoCloseable {
    private final Map<ClientId, LocalData> data;
    private final LearnerFactory engine;
    private final Catalog<LocalTask> tasks = Catalog.load("task", LocalTask.class);
    private final Catalog<UpdateCodec> codecs = Catalog.load("codec", UpdateCodec.class);
    private final Queue<TaskRunner> idle = new ConcurrentLinkedQueue<>();

    SimulatedClients(Map<ClientId, LocalData> data, LearnerFactory engine) {
        this.data = Map.copyOf(data);
        this.engine = engine;
    }

    @Override
    public TaskReply run(TaskOrder order) {
        LocalData local = data.get(order.id().client());
        if (local == null) {
            throw new IllegalArgumentException("no client " + order.id().client());
        }
        TaskRunner free = idle.poll();
        TaskRunner runner = free == null ? new TaskRunner(engine, tasks, codecs) : free;
        try {
            return runner.run(order, local);
        } finally {
            idle.add(runner);
        }
    }

    @Override
    public void close() {
        for (TaskRunner runner = idle.poll(); runner != null; runner = idle.poll()) {
            runner.close();
        }
    }
}
