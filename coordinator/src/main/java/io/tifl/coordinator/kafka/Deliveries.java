package io.tifl.coordinator.kafka;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.http.OrderDesk;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings whole replies to the desk, several at a time since each waits for the disk, and sends the receipts. One that cannot
 * be journaled is tried until it can: meanwhile no more is read than so many replies. Thread-safe.
 */
final class Deliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int AT_ONCE = 32;
    private static final Duration LONGEST_PENDING = Duration.ofMinutes(1);
    private static final long PENDING_MILLIS = 100;
    private static final long TROUBLE_MILLIS = 1000;
    private static final int LONGEST_DETAIL = 1000;

    private final Semaphore free = new Semaphore(AT_ONCE);
    private final OrderDesk desk;
    private final Outbox outbox;
    private final Progress progress;
    private final Executor executor;
    private final Consumer<String> refusals;
    private volatile boolean closed;

    Deliveries(OrderDesk desk, Outbox outbox, Progress progress, Executor executor, Consumer<String> refusals) {
        this.desk = desk;
        this.outbox = outbox;
        this.progress = progress;
        this.executor = executor;
        this.refusals = refusals;
    }

    /** Returns once there is room for one more; the rest goes on by itself. */
    void deliver(Delivery delivery, Content message) throws InterruptedException {
        free.acquire();
        executor.execute(() -> {
            try {
                receipt(delivery, message).ifPresent(receipt -> {
                    send(delivery, receipt);
                    progress.done(delivery.partition(), delivery.offset());
                });
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                message.file().ifPresent(Deliveries::delete);
                free.release();
            }
        });
    }

    private void send(Delivery delivery, Notice.Receipt receipt) {
        if (!receipt.code().equals("counted-once") && !receipt.code().equals("known")) {
            refusals.accept(receipt.code());
        }
        outbox.answer(
                delivery.piece().task().client(),
                delivery.member().key(),
                delivery.piece().instance(),
                delivery.piece().number(),
                receipt);
    }

    /** What is said of it; empty if this ended before anything could be. */
    private Optional<Notice.Receipt> receipt(Delivery delivery, Content message) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_PENDING.toNanos();
        Content left = message;
        while (!closed) {
            try {
                OrderDesk.Receipt receipt = desk.deliver(
                        delivery.piece().task(), left, delivery.piece().piece().digest());
                if (receipt != OrderDesk.Receipt.PENDING || System.nanoTime() > end) {
                    return Optional.of(new Notice.Receipt(receipt.code(), ""));
                }
                Thread.sleep(PENDING_MILLIS);
            } catch (MalformedMessageException e) {
                return Optional.of(new Notice.Receipt("malformed", shortened(String.valueOf(e.getMessage()))));
            } catch (RuntimeException e) {
                LOG.error("the reply to {} is refused", delivery.piece().task(), e);
                return Optional.of(new Notice.Receipt("malformed", "the coordinator failed on it"));
            } catch (IOException e) {
                LOG.warn(
                        "the reply to {} is not journaled yet: {}",
                        delivery.piece().task(),
                        e.getMessage());
                // Its file may have been taken; its bytes stay.
                left = message.withoutFile();
                Thread.sleep(TROUBLE_MILLIS);
            }
        }
        return Optional.empty();
    }

    private static String shortened(String detail) {
        return detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays until the next start: {}", file, e.getMessage());
        }
    }

    /** Begins no attempt any more, and waits a while for those that are under way. */
    @Override
    public void close() {
        closed = true;
        try {
            boolean _ = free.tryAcquire(AT_ONCE, 10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
