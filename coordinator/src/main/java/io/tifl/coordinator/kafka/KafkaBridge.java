package io.tifl.coordinator.kafka;

import io.tifl.coordinator.http.ModelVersions;
import io.tifl.coordinator.http.OrderDesk;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.security.Tokens;
import io.tifl.protocol.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that come over Kafka, at the desk that those over HTTP come to: one federation has both. Begun when the lead is
 * taken, closed when it is lost. Brokers that are away are waited for, without end and without holding anything else up.
 */
public final class KafkaBridge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaBridge.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int SEASON_BYTES = 12;

    /**
     * What the bridge works with.
     *
     * @param uploads a folder for replies that grow, of the bridge alone; made if it is not there
     * @param largestReply bytes of one reply
     * @param refusals told the code of each reply that is refused
     */
    public record Parts(
            KafkaSettings settings,
            OrderDesk desk,
            Fleet fleet,
            ModelVersions models,
            WireFormat format,
            Path uploads,
            int largestReply,
            Consumer<String> refusals,
            Instruments instruments) {
        /** Parts without instruments. */
        public Parts(
                KafkaSettings settings,
                OrderDesk desk,
                Fleet fleet,
                ModelVersions models,
                WireFormat format,
                Path uploads,
                int largestReply,
                Consumer<String> refusals) {
            this(settings, desk, fleet, models, format, uploads, largestReply, refusals, Instruments.none());
        }

        Meters meters() {
            return instruments.meters();
        }
    }

    private final Parts parts;
    private final long epoch;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Thread starting;
    private volatile String trouble = "brokers have not answered yet";

    private KafkaBridge(Parts parts, long epoch) {
        this.parts = parts;
        this.epoch = epoch;
        this.starting = Thread.ofPlatform().name("kafka-bridge").start(this::begin);
    }

    /**
     * Begins to serve, as soon as the brokers let it.
     *
     * @param epoch of the lead; clients ignore what comes of a lower one
     */
    public static KafkaBridge start(Parts parts, long epoch) {
        return new KafkaBridge(parts, epoch);
    }

    /** Why clients are not served yet; empty if they are. */
    public Optional<String> trouble() {
        return open.getCount() == 0 ? Optional.empty() : Optional.of(trouble);
    }

    /** Waits until clients are heard. */
    public void awaitOpen() throws InterruptedException {
        open.await();
    }

    private void begin() {
        while (closed.getCount() > 0) {
            try {
                new TopicSetup(parts.settings()).run();
                serve();
                LOG.info("serving clients over Kafka at {}", parts.settings().bootstrap());
                parts.meters().count(Metric.KAFKA_STARTS, "open");
                parts.meters().set(Metric.KAFKA_OPEN, 1);
                open.countDown();
                return;
            } catch (ExecutionException | KafkaException | IOException e) {
                trouble = Refusals.inWords(e instanceof ExecutionException ? e.getCause() : e);
                parts.meters().count(Metric.KAFKA_STARTS, "failed");
                LOG.warn(
                        "cannot serve over Kafka at {} yet: {}",
                        parts.settings().bootstrap(),
                        trouble);
                endRunning();
                pause();
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void pause() {
        try {
            boolean _ = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            // It is closed.
        }
    }

    private void serve() throws IOException, InterruptedException {
        KafkaSettings settings = parts.settings();
        String season = Tokens.fresh(SEASON_BYTES);
        ExecutorService answering = running(Executors.newVirtualThreadPerTaskExecutor(), ExecutorService::shutdownNow);
        ScheduledExecutorService timer = running(timer(), ExecutorService::shutdownNow);
        Outbox outbox = running(new Outbox(settings, epoch, season, parts.meters()), Outbox::close);
        Progress progress = new Progress();
        Deliveries deliveries =
                running(new Deliveries(parts.desk(), outbox, progress, answering, parts.refusals()), Deliveries::close);
        CallDesk calls = running(
                new CallDesk(
                        parts.desk(),
                        parts.fleet(),
                        new PublishedModels(parts.models(), outbox, settings.seal()),
                        parts.format(),
                        outbox,
                        season,
                        answering,
                        timer,
                        parts.instruments().traces()),
                CallDesk::close);
        ReplyIntake replies = new ReplyIntake(
                parts.desk(),
                parts.fleet(),
                outbox,
                deliveries,
                progress,
                parts.uploads(),
                parts.largestReply(),
                parts.refusals(),
                parts.instruments());
        Meters meters = parts.meters();
        running(
                TopicReader.goingOn(settings, settings.topics().replies(), replies, progress, meters),
                TopicReader::close);
        TopicReader heard =
                running(TopicReader.fromNowOn(settings, settings.topics().calls(), calls, meters), TopicReader::close);
        heard.awaitPlaced();
        outbox.announce();
    }

    /** Forgets what is cancelled: most polls end before their time is up. */
    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("kafka-timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private <T> T running(T part, Consumer<T> end) {
        synchronized (running) {
            running.push(() -> end.accept(part));
        }
        return part;
    }

    /** Ends the parts, the last one first. */
    private void endRunning() {
        synchronized (running) {
            while (!running.isEmpty()) {
                try {
                    running.pop().close();
                } catch (Exception e) {
                    LOG.warn("a part of the bridge did not end well: {}", e.getMessage());
                }
            }
        }
    }

    /** Ends; what was not journaled stays in the topic for whoever leads next. */
    @Override
    public void close() {
        closed.countDown();
        parts.meters().set(Metric.KAFKA_OPEN, 0);
        starting.interrupt();
        try {
            starting.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        endRunning();
    }
}
