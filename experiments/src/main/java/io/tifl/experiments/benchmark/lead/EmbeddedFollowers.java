package io.tifl.experiments.benchmark.lead;

import io.tifl.client.Examples;
import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.client.task.ClientLoop;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.TaskRunner;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.InProcessTransport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Followers in this process, each on a thread of its own, for one machine without a service. They share its cores, so
 * measurements of several at a time disturb each other. Thread-safe.
 */
public final class EmbeddedFollowers implements Followers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFollowers.class);

    private final InProcessTransport transport;
    private final LocalData data;
    private final InstantSource clock;
    private final Map<ClientId, One> there = new TreeMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    private record One(ClientTransport end, ClientLoop loop, Thread thread) {}

    /** @param clock of the transport */
    public EmbeddedFollowers(InProcessTransport transport, InstantSource clock) {
        this.transport = transport;
        this.clock = clock;
        // No benchmark looks at it.
        Examples one = Examples.dense(List.of(1), 2, new float[] {0}, new int[] {0});
        this.data = new LocalData(one, one);
    }

    /** A follower that runs benchmarks in this way. */
    public void add(String name, BenchmarkRunner runner) {
        ClientId id = new ClientId(name);
        ClientTransport end = transport.connect(id);
        TaskRunner tasks = new TaskRunner(
                Catalog.load("engine", LearnerFactory.class).get("compiled"),
                Catalog.of("task", List.<LocalTask>of(new BenchmarkTask(runner))),
                Catalog.load("codec", UpdateCodec.class));
        ClientLoop loop = new ClientLoop(end, tasks, data);
        Thread thread = Thread.ofPlatform().name("follower-" + name).daemon().start(() -> serve(loop, tasks));
        synchronized (this) {
            there.put(id, new One(end, loop, thread));
        }
        watchers.forEach(Runnable::run);
    }

    private static void serve(ClientLoop loop, TaskRunner tasks) {
        try (tasks) {
            loop.run();
        } catch (InterruptedException _) {
            LOG.debug("a follower was interrupted");
        }
    }

    /** Takes a follower away in the midst of what it does. */
    public void remove(String name) {
        One one;
        synchronized (this) {
            one = there.remove(new ClientId(name));
        }
        if (one != null) {
            end(one);
            watchers.forEach(Runnable::run);
        }
    }

    private static void end(One one) {
        one.loop().stop();
        one.thread().interrupt();
        one.end().close();
    }

    @Override
    public synchronized SortedMap<ClientId, Instant> present() {
        SortedMap<ClientId, Instant> present = new TreeMap<>();
        there.keySet().forEach(follower -> present.put(follower, clock.instant()));
        return present;
    }

    @Override
    public AutoCloseable watch(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    /** Ends all, and waits for their threads. */
    @Override
    public void close() {
        List<One> all;
        synchronized (this) {
            all = List.copyOf(there.values());
            there.clear();
        }
        all.forEach(EmbeddedFollowers::end);
        try {
            for (One one : all) {
                one.thread().join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
