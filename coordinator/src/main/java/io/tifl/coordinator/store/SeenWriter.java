package io.tifl.coordinator.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes every few seconds which clients called. */
final class SeenWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeenWriter.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Clients clients;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    SeenWriter(Clients clients) {
        this.clients = clients;
        this.thread = Thread.ofPlatform().daemon().name("tifl-clients-seen").start(this::run);
    }

    private void run() {
        try {
            while (!end.await(EVERY.toSeconds(), TimeUnit.SECONDS)) {
                flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void flush() {
        try {
            clients.flush();
        } catch (StoreException e) {
            LOG.warn("who called in the last seconds is not noted: {}", e.getMessage());
        }
    }

    /** Ends it, once a write that is under way is done. */
    @Override
    public void close() {
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
