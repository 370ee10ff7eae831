package io.tifl.coordinator.http;

import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Which clients are there: heard of lately, and not gone since. Thread-safe. */
public final class Presence {
    /** Longer than any poll may wait: a client that is there is heard of more often. */
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private final ConcurrentMap<ClientId, Instant> seen = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final InstantSource clock;

    private final Instant started;

    public Presence(InstantSource clock) {
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Whether it has listened long enough to say of somebody that he is not there. */
    public boolean isSettled() {
        return isSilent(started);
    }

    /** Notes that a client was heard of. */
    public void note(ClientId client) {
        if (seen.put(client, clock.instant()) == null) {
            lock.lock();
            try {
                came.signalAll();
            } finally {
                lock.unlock();
            }
            watchers.forEach(Runnable::run);
        }
    }

    /** Notes that a client said goodbye. */
    public void left(ClientId client) {
        seen.remove(client);
        watchers.forEach(Runnable::run);
    }

    /**
     * Has somebody told, on any thread and before the client is answered, that a client came or said goodbye. Who falls silent
     * is not told.
     *
     * @return ends that
     */
    public AutoCloseable watch(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    /** Those that are there, and when each was last heard of. */
    public SortedMap<ClientId, Instant> heard() {
        SortedMap<ClientId, Instant> heard = new TreeMap<>();
        seen.forEach((client, last) -> {
            if (!isSilent(last)) {
                heard.put(client, last);
            }
        });
        return heard;
    }

    public boolean isPresent(ClientId client) {
        Instant last = seen.get(client);
        return last != null && !isSilent(last);
    }

    /** Those that are there, by name. */
    public Set<ClientId> present() {
        Set<ClientId> present = new TreeSet<>();
        seen.forEach((client, last) -> {
            if (!isSilent(last)) {
                present.add(client);
            } else {
                seen.remove(client, last);
            }
        });
        return present;
    }

    private boolean isSilent(Instant since) {
        return !since.plus(SILENCE).isAfter(clock.instant());
    }

    /** Waits until so many are there, and says who. */
    public Set<ClientId> await(int least) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Set<ClientId> present = Set.of();
            while (present.size() < least) {
                // Counting is cheap, and thousands may come one by one.
                while (seen.size() < least) {
                    came.await();
                }
                present = present();
            }
            return present;
        } finally {
            lock.unlock();
        }
    }
}
