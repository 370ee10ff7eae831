package io.tifl.coordinator.app;

import io.tifl.coordinator.http.OrderDesk;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.store.Lease;
import io.tifl.coordinator.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes the lead when nobody has it, and leads until another has it or the service stops; else stands by. Thread-safe.
 *
 * <p>While it leads it renews its lease three times as often as needed, and looks what should run: jobs are created, paused
 * and stopped in the store, by whichever coordinator is asked.
 */
final class Leading implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Leading.class);

    private static final Duration TIDYING = Duration.ofDays(1);

    private final Lead.Parts parts;
    private final String name;
    private final Duration length;
    private final Semaphore changes = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Lead lead;
    private volatile boolean standingBy;
    private volatile Optional<String> trouble = Optional.empty();
    private final Meters meters;
    private @Nullable Thread thread;

    /**
     * @param name of this coordinator among all on one database
     * @param length how long a lease lasts without being renewed
     */
    Leading(Lead.Parts parts, String name, Duration length) {
        this.parts = parts;
        this.name = name;
        this.length = length;
        this.meters = parts.instruments().meters();
        meters.watch(Metric.LEADER, () -> isLeader() ? 1 : 0);
        meters.watch(Metric.LEAD_TROUBLE, () -> trouble.isPresent() ? 1 : 0);
    }

    /** The desk, if this coordinator leads. */
    Optional<OrderDesk> desk() {
        return Optional.ofNullable(lead).map(Lead::desk);
    }

    boolean isLeader() {
        return lead != null;
    }

    /** Why devices cannot come over the bridge of this lead; empty if they can, or another leads. */
    Optional<String> bridgeTrouble() {
        return Optional.ofNullable(lead).flatMap(Lead::bridgeTrouble);
    }

    /** Whether it waits for a lead that another coordinator has. */
    boolean isStandingBy() {
        return standingBy && lead == null;
    }

    /** Why the store does not let it lead or stand by; empty if it does. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Looks at once what should run, rather than at the next renewal. */
    void jobsChanged() {
        changes.release();
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofPlatform().name("leading").start(this::run);
    }

    private void run() {
        boolean told = false;
        while (!isStopped()) {
            try {
                Optional<Lease> lease = parts.store().leadership().tryAcquire(name, length);
                trouble = Optional.empty();
                standingBy = lease.isEmpty();
                if (lease.isPresent()) {
                    lead(lease.get());
                    told = false;
                } else if (!told) {
                    LOG.info("another coordinator leads; standing by");
                    told = true;
                }
            } catch (StoreException e) {
                standingBy = false;
                trouble = Optional.of(String.valueOf(e.getMessage()));
                LOG.warn("cannot take the lead: {}", e.getMessage());
            }
            pause(length.dividedBy(10));
        }
    }

    private void lead(Lease lease) {
        LOG.info("leading, epoch {}", lease.epoch());
        meters.count(Metric.LEAD_CHANGES, "taken");
        meters.set(Metric.LEAD_EPOCH, (double) lease.epoch());
        try (Lead taken = new Lead(lease, parts)) {
            lead = taken;
            Instant nextTidying = parts.clock().instant();
            while (!isStopped() && renewed(lease)) {
                taken.reconcile();
                if (!parts.clock().instant().isBefore(nextTidying)) {
                    tidyUp(lease);
                    nextTidying = parts.clock().instant().plus(TIDYING);
                }
                pause(length.dividedBy(3));
            }
        } catch (StoreException e) {
            LOG.warn("the lead of epoch {} is given up: {}", lease.epoch(), e.getMessage());
        } finally {
            lead = null;
        }
        meters.count(Metric.LEAD_CHANGES, isStopped() ? "resigned" : "lost");
        resign(lease);
    }

    private boolean renewed(Lease lease) throws StoreException {
        long began = System.nanoTime();
        boolean renewed = parts.store().leadership().renew(lease, length);
        meters.timeSince(Metric.LEAD_RENEWAL, began);
        return renewed;
    }

    /** Removes what crashes left, and what has run out. On a thread of its own: the lease must be renewed meanwhile. */
    private void tidyUp(Lease lease) {
        Thread.ofVirtual().name("tidying").start(() -> {
            try {
                int blobs = parts.store().sweep(lease);
                int tokens = parts.store().enrolments().forgetOld();
                LOG.debug("{} blobs that nothing refers to and {} old tokens are gone", blobs, tokens);
            } catch (StoreException e) {
                LOG.warn("what is not needed any more stays for a day: {}", e.getMessage());
            }
        });
    }

    private void resign(Lease lease) {
        try {
            parts.store().leadership().resign(lease);
            LOG.info("no longer leading, epoch {}", lease.epoch());
        } catch (StoreException e) {
            LOG.warn("the lead of epoch {} runs out by itself: {}", lease.epoch(), e.getMessage());
        }
    }

    private void pause(Duration most) {
        try {
            if (changes.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS)) {
                changes.drainPermits();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    @Override
    public void stop() {
        stopped.countDown();
        changes.release();
        Thread leading;
        synchronized (this) {
            leading = thread;
            thread = null;
        }
        if (leading != null) {
            try {
                leading.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /** Stops before the web server does, so that waiting clients are answered. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
