package io.tifl.experiments.fleet;

import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.experiments.sim.Workplace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replay's end of a fleet: announces the replay, hears of the workers, and hands what comes of units of work to whoever waits
 * for it. Thread-safe; its monitor guards everything.
 */
public final class WorkerFleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerFleet.class);
    private static final Duration BETWEEN_ANNOUNCEMENTS = Duration.ofSeconds(1);
    private static final Duration UNTIL_CALL_FOR_WORKERS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_CALLS = Duration.ofSeconds(60);
    private static final int TOKEN_BYTES = 8;

    private final FleetSettings settings;
    private final Consumer<String> said;
    private final String token;
    private final long startedAt = System.currentTimeMillis();
    private final PartWriter writer;
    private final TopicTail tail;
    private final ScheduledExecutorService announcer;

    private final Workforce workforce = new Workforce();
    private final Assembly assembly = new Assembly();
    private final TreeMap<Long, FleetWork> open = new TreeMap<>();
    private final Deque<String> news = new ArrayDeque<>();
    private String session = "";
    private String work = "";
    private int sessions;
    private long nextUnit;
    private @Nullable String conflict;
    private List<String> shown = List.of();
    private long withoutWorkersSince = System.nanoTime();
    private Optional<Long> lastCall = Optional.empty();

    private WorkerFleet(FleetSettings settings, Consumer<String> said) {
        this.settings = settings;
        this.said = said;
        this.token = token();
        this.writer = new PartWriter(settings, "replay-" + token);
        this.tail =
                new TopicTail(settings, List.of(settings.results(), settings.workers(), settings.runs()), this::take);
        this.announcer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("fleet-announcer").factory());
    }

    /**
     * Opens a replay's end; no worker need be there yet.
     *
     * @param said is told how many workers there are, and what to do if there are none, on the threads that wait for work
     * @throws IOException if the brokers cannot be used
     */
    public static WorkerFleet open(FleetSettings settings, Consumer<String> said)
            throws IOException, InterruptedException {
        new FleetTopics(settings).make();
        WorkerFleet fleet;
        try {
            fleet = new WorkerFleet(settings, said);
        } catch (KafkaException e) {
            throw new IOException("The brokers at " + settings.bootstrap() + " cannot be used: " + e.getMessage(), e);
        }
        if (!fleet.tail.awaitPlaced()) {
            fleet.close();
            throw new IOException("The brokers at " + settings.bootstrap() + " do not answer.");
        }
        long millis = BETWEEN_ANNOUNCEMENTS.toMillis();
        var _ = fleet.announcer.scheduleAtFixedRate(() -> fleet.announce(false), 0, millis, TimeUnit.MILLISECONDS);
        return fleet;
    }

    static String token() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    FleetSettings settings() {
        return settings;
    }

    PartWriter writer() {
        return writer;
    }

    /**
     * Begins with other clients: from now on workers prepare themselves for these.
     *
     * @param work what workers' {@link Preparation} understands
     */
    public void session(String work) {
        synchronized (this) {
            sessions++;
            this.session = token + "-" + sessions;
            this.work = work;
        }
        announce(false);
    }

    /**
     * The fleet as a place where the clients of one run work.
     *
     * @param feedback what the clients owe; used if their codec needs it
     * @param summing limits of the sums that workers make of updates; empty if every update has to come as it is, as it does for
     *     a rule that is not {@linkplain AggregationRule#isSummable summable}. To be given only if a round counts all admitted
     *     updates of the clients whose replies are asked for
     */
    public Hired hire(
            AggregationRule rule, ErrorFeedback feedback, boolean needsErrorFeedback, Optional<UpdateLimits> summing) {
        SummedUpdates sums = new SummedUpdates(rule);
        Optional<UpdateLimits> possible = summing.filter(_ -> rule.isSummable());
        return new Hired(new FleetWorkplace(this, sums, feedback, needsErrorFeedback, possible), sums);
    }

    /**
     * Where the clients work, and the rule that reduces what they send.
     *
     * @param rule as the given one, with the same bits; it takes partial sums too
     */
    public record Hired(Workplace workplace, AggregationRule rule) {}

    private void announce(boolean over) {
        byte[] announcement;
        synchronized (this) {
            if (session.isEmpty()) {
                return;
            }
            long openFrom = open.isEmpty() ? nextUnit : open.firstKey();
            announcement =
                    new Announcement(Announcement.FORMAT, token, startedAt, session, work, openFrom, over).encode();
        }
        try {
            var _ = writer.record(settings.runs(), 0, announcement);
        } catch (KafkaException e) {
            LOG.warn("the replay cannot be announced now: {}", e.getMessage());
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(settings.results())) {
                takeResult(record);
            } else if (record.topic().equals(settings.workers())) {
                heard(Presence.parse(record.value()));
            } else {
                heard(Announcement.parse(record.value()));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "{}-{}@{} is passed over: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private void takeResult(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(Part.HEADER);
        if (header == null) {
            throw new IllegalArgumentException("it is no part of a result");
        }
        Part part = Part.parse(header.value());
        synchronized (this) {
            // Of another replay, or done already: a unit may be done twice, by several workers.
            if (!open.containsKey(part.message()) || !part.sender().endsWith("/" + token)) {
                assembly.forget(part.message());
                return;
            }
        }
        Optional<byte[]> message = assembly.add(part, record.value());
        if (message.isEmpty()) {
            return;
        }
        UnitResult result = UnitResult.parse(message.get());
        synchronized (this) {
            FleetWork waiting = open.get(result.number());
            if (waiting != null) {
                waiting.finished(result);
                open.remove(result.number());
                assembly.forget(result.number());
                notifyAll();
            }
        }
    }

    private synchronized void heard(Presence presence) {
        if (presence.state() == Presence.State.REFUSES && presence.session().equals(session)) {
            news.add("Worker " + presence.worker() + " cannot take part: " + presence.detail());
        }
        workforce.heard(presence);
        notifyAll();
    }

    private synchronized void heard(Announcement other) {
        if (!other.fleet().equals(token)
                && !other.over()
                && other.earlierThan(
                        new Announcement(Announcement.FORMAT, token, startedAt, session, work, 0, false))) {
            conflict = "Another replay is using the fleet '" + settings.name()
                    + "'. Wait for its end, or give this one and its workers a name of their own with --fleet.";
            notifyAll();
        }
    }

    /** A number for a unit, which is open from now on. Under the monitor. */
    long begin(FleetWork work) {
        long number = nextUnit++;
        open.put(number, work);
        return number;
    }

    /** Under the monitor. */
    void giveUp(FleetWork work) {
        open.values().removeIf(waiting -> waiting == work);
    }

    /** Under the monitor. */
    String session() {
        return session;
    }

    /** The workers that are ready. Under the monitor. */
    List<Presence> ready() {
        List<Presence> ready = workforce.ready(session);
        List<String> names = ready.stream().map(Presence::worker).toList();
        if (!names.equals(shown)) {
            shown = names;
            int threads = ready.stream().mapToInt(Presence::threads).sum();
            news.add(
                    switch (names.size()) {
                        case 0 -> "No worker is left.";
                        case 1 -> "1 worker with " + threads + " threads: " + names.getFirst();
                        default -> names.size() + " workers with " + threads + " threads: " + String.join(", ", names);
                    });
        }
        if (names.isEmpty()) {
            callForWorkers();
        } else {
            withoutWorkersSince = System.nanoTime();
            lastCall = Optional.empty();
        }
        return ready;
    }

    private void callForWorkers() {
        long now = System.nanoTime();
        boolean isTime = lastCall.map(at -> now - at > BETWEEN_CALLS.toNanos())
                .orElse(now - withoutWorkersSince > UNTIL_CALL_FOR_WORKERS.toNanos());
        if (isTime) {
            lastCall = Optional.of(now);
            news.add(
                    "Waiting for workers. Start some, on any machine that reaches the brokers: tifl worker --bootstrap "
                            + settings.bootstrap()
                            + (settings.name().equals(FleetSettings.USUAL_NAME) ? "" : " --fleet " + settings.name()));
        }
    }

    /** Whether somebody has a unit at hand. Under the monitor. */
    boolean hasAtHand(long unit) {
        return workforce.hasAtHand(unit);
    }

    /** Says what there is to say. Not under the monitor: whoever listens may take time. */
    void tellNews() {
        List<String> all;
        synchronized (this) {
            all = List.copyOf(news);
            news.clear();
        }
        all.forEach(said);
    }

    /**
     * Under the monitor.
     *
     * @throws IllegalArgumentException if another replay was here first
     */
    void requireNoConflict() {
        if (conflict != null) {
            throw new IllegalArgumentException(conflict);
        }
    }

    /** Writes a model, or what a client owes. */
    Place write(byte[] message) throws InterruptedException {
        try {
            return writer.message(settings.models(), message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Unit unit, int partition) {
        var _ = writer.record(settings.units(), partition, unit.encode());
    }

    /** Tells the workers that it is over; they wait for the next replay. */
    @Override
    public void close() {
        announcer.shutdownNow();
        announce(true);
        tail.close();
        writer.close();
    }
}
