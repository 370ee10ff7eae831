package io.tifl.experiments.benchmark.service;

import io.tifl.coordinator.http.Presence;
import io.tifl.experiments.benchmark.lead.Followers;
import io.tifl.protocol.ClientId;
import java.time.Instant;
import java.util.SortedMap;

/** The coordinator's clients as followers; whoever does not know the task says so when first asked. */
record PresentFollowers(Presence presence) implements Followers {
    @Override
    public SortedMap<ClientId, Instant> present() {
        return presence.heard();
    }

    /** On a thread of its own: a client waits while it is noted. */
    @Override
    public AutoCloseable watch(Runnable changed) {
        return presence.watch(() -> Thread.ofVirtual().name("followers-changed").start(changed));
    }
}
