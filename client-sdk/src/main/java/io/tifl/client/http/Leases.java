package io.tifl.client.http;

import io.tifl.client.pace.Pace;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
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

    private final Session session;
    private final Pace pace;
    private final Consumer<TaskId> withdrawn;
    private final Map<TaskId, Thread> held = new ConcurrentHashMap<>();

    /** @param withdrawn hears of orders nobody waits for any more, on a thread of this object's */
    Leases(Session session, Pace pace, Consumer<TaskId> withdrawn) {
        this.session = session;
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
                    renewOnce(id);
                    failures = pace.failures();
                    pause = interval;
                } catch (HttpRefusal refusal) {
                    if (refusal.is(Code.ORDER_WITHDRAWN)) {
                        endWithdrawn(id);
                        return;
                    }
                    pause = failures.next(refusal);
                } catch (IOException e) {
                    Line.requireNotInterrupted();
                    pause = failures.next(e);
                    LOG.debug("could not renew the lease of {}: {}", id, e.toString());
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("the lease of {} is no longer renewed", id);
        }
    }

    private void renewOnce(TaskId id) throws IOException, InterruptedException {
        String path = "/v1/orders/" + id.job() + "/" + id.round() + "/lease";
        session.send(session.line().request(path, session.line().patience()).POST(BodyPublishers.noBody()))
                .close();
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
