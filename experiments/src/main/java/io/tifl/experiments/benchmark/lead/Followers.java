package io.tifl.experiments.benchmark.lead;

import io.tifl.protocol.ClientId;
import java.time.Instant;
import java.util.SortedMap;

/** Who is there to run benchmarks. Thread-safe. */
public interface Followers {
    /** Those that are there, and when each was last heard of, on the leader's clock. */
    SortedMap<ClientId, Instant> present();

    /**
     * Has somebody told when a follower comes or leaves, on any thread.
     *
     * @return ends that
     */
    AutoCloseable watch(Runnable changed);
}
