package io.tifl.client.transport;

import io.tifl.client.pace.Pace;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the coordinator three times per lease that work on an order goes on, on a virtual thread for each order. Thread-safe.
 */
final class Leases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final int RENEWALS_PER_LEASE = 3;

    private final Carrier carrier;
    private final Pace pace;
    private final Consumer<TaskId> withdrawn;
    private final Map<TaskId, Thread> held = new ConcurrentHashMap<>();

    /** @param withdrawn hears of orders nobody waits for any more, on a thread of this object's */
    Leases(Carrier carrier, Pace pace, Consumer<TaskId> withdrawn) {
        this.carrier = carrier;
        this.pace = pace;
        this.withdrawn = withdrawn;
    }

    void begin(TaskId id, Duration lease) {
        end(id);
        Thread renewing = Thread.ofVirtual()
                .name("tifl-lease-" + id)
                .unstarted(() -> renew(id, lease.dividedBy(RENEWALS_PER_LEASE)));
        held.put(id, renewing);
        renewing.start();
    }

    void end(TaskId id) {
        Thread renewing = held.remove(id);
        if (renewing != null) {
            renewing.interrupt();
        }
    }

    private void renew(TaskId id, Duration interval) {
        try {
            Pace.Failures failures = pace.failures();
            Duration pause = interval;
            while (true) {
                Thread.sleep(pause);
                try {
                    switch (carrier.renew(id)) {
                        case RENEWED -> {}
                        case WITHDRAWN -> {
                            endWithdrawn(id);
                            return;
                        }
                        case REFUSED -> {
                            return;
                        }
                    }
                    failures = pace.failures();
                    pause = interval;
                } catch (IOException e) {
                    pause = failures.next(e);
                    LOG.debug("could not renew the lease of {}: {}", id, e.toString());
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("the lease of {} is no longer renewed", id);
        }
    }

    // Who ended the lease meanwhile has done with the order and wants to hear nothing of it.
    private void endWithdrawn(TaskId id) {
        if (held.remove(id, Thread.currentThread())) {
            withdrawn.accept(id);
        }
    }

    @Override
    public void close() {
        held.keySet().forEach(this::end);
    }
}
