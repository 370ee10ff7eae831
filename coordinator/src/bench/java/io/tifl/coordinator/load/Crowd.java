package io.tifl.coordinator.load;

import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many clients that poll and answer, each on a virtual thread of its own, until they are told to leave. Thread-safe. */
final class Crowd implements AutoCloseable {
    private static final int WAIT_SECONDS = 30;

    private final List<LoadClient> clients;
    private final EncodedUpdate update;
    private final double workMillis;
    private final boolean fetching;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger polling = new AtomicInteger();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Map<TaskId, Double> worked = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    /**
     * @param parameters of the model
     * @param workMillis how long an order takes a client
     * @param fetching whether they fetch the model of each order
     */
    Crowd(List<LoadClient> clients, int parameters, double workMillis, boolean fetching) {
        this.clients = clients;
        this.update = LoadClient.noUpdate(parameters);
        this.workMillis = workMillis;
        this.fetching = fetching;
    }

    /** Lets all clients in, at random moments of so many seconds. */
    void arrive(double withinSeconds) {
        polling.set(0);
        for (int i = 0; i < clients.size(); i++) {
            LoadClient client = clients.get(i);
            double after = withinSeconds * 1000 * Math.random();
            threads.add(Thread.ofVirtual().start(() -> run(client, after)));
        }
    }

    private void run(LoadClient client, double after) {
        try (client) {
            LoadClient.pause(after);
            client.openSession();
            polling.incrementAndGet();
            while (!leaving) {
                serve(client);
            }
        } catch (IOException | RuntimeException e) {
            if (!leaving) {
                errors.add(client.id() + ": " + e);
            }
        }
    }

    private void serve(LoadClient client) throws IOException {
        var received = client.poll(WAIT_SECONDS);
        if (received.isEmpty()) {
            return;
        }
        long began = System.nanoTime();
        var order = received.get().order();
        if (fetching && order.model() instanceof io.tifl.protocol.wire.ModelReference model) {
            long _ = client.dropModel(order.id().job().value(), model.version());
        }
        if (workMillis > 0) {
            LoadClient.pause(workMillis);
        }
        byte[] message = LoadClient.message(order, update);
        if (workMillis > 0) {
            worked.put(order.id(), (System.nanoTime() - began) / 1e9);
        }
        if (client.reply(received.get(), message)) {
            acknowledged.incrementAndGet();
        }
    }

    /** Clients that have a session and poll. */
    int polling() {
        return polling.get();
    }

    /** Replies that count. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Seconds from an order's arrival to when its reply was sent, by task. */
    Map<TaskId, Double> worked() {
        return worked;
    }

    /** Everything that went otherwise than the contract has it. */
    Queue<String> errors() {
        return errors;
    }

    /** What clients fail with from now on is no error. */
    void expectEnd() {
        leaving = true;
    }

    /** Ends all clients; they may arrive again. */
    void leave() throws IOException {
        expectEnd();
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted");
            }
        }
        threads.clear();
        leaving = false;
    }

    @Override
    public void close() throws IOException {
        leave();
    }
}
