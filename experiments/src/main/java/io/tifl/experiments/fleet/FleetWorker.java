package io.tifl.experiments.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: waits for a replay, prepares itself for its clients, and does units of their work until it is interrupted. A unit's
 * offset is committed only when the brokers have its result, so what a worker that dies had at hand is done by another.
 *
 * <p>Confined to the thread that runs it, which its own threads serve.
 */
public final class FleetWorker {
    private static final Logger LOG = LoggerFactory.getLogger(FleetWorker.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration BETWEEN_PRESENCES = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    /** A replay that says nothing for so long is gone; its successor is listened to. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** A unit of a session that nobody announces is of a replay that is gone. */
    private static final Duration UNANNOUNCED = Duration.ofSeconds(10);

    private static final int SESSION_TIMEOUT_MILLIS = 6000;
    private static final int HEARTBEAT_MILLIS = 1500;
    private static final int UNITS_PER_THREAD = 4;

    private final FleetSettings settings;
    private final int threads;
    private final Preparation preparation;
    private final Consumer<String> said;
    private final String name;
    private final OpenOffsets offsets = new OpenOffsets();
    private final List<Held> held = new ArrayList<>();
    private final SortedSet<Long> atHand = new TreeSet<>();
    private final List<Session> sessions = new ArrayList<>();
    private final AtomicLong done = new AtomicLong();

    private volatile @Nullable Heard heard;
    private volatile @Nullable Throwable fatal;
    private Presence.State state = Presence.State.PREPARING;
    private String preparingFor = "";
    private @Nullable Future<Preparation.Clients> preparing;
    private long lastPresence;
    private long lastLine = System.nanoTime();
    private long doneAtLastLine;
    private List<Integer> partitions = List.of();

    /** An announcement, and when it came. */
    private record Heard(Announcement announcement, long nanos) {}

    /** A unit that is not begun yet. */
    private record Held(Unit unit, TopicPartition partition, long offset, long writtenAt, long nanos) {}

    /** The clients of one session, and how many units are being done with them. */
    private record Session(String id, Preparation.Clients clients, UnitRunner runner, AtomicInteger running) {}

    /** What it works with. */
    private record Tools(
            KafkaConsumer<byte[], byte[]> units,
            PartWriter writer,
            PlaceReader places,
            ExecutorService working,
            ExecutorService preparing) {}

    /**
     * A worker that does nothing yet.
     *
     * @param threads that work at once, at least 1
     * @param said is told what happens, for people
     */
    public FleetWorker(FleetSettings settings, int threads, Preparation preparation, Consumer<String> said) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        this.settings = settings;
        this.threads = threads;
        this.preparation = preparation;
        this.said = said;
        this.name = host() + "-" + ProcessHandle.current().pid() + "-"
                + WorkerFleet.token().substring(0, 4);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException _) {
            return "worker";
        }
    }

    /**
     * Works until it is interrupted.
     *
     * @throws InterruptedException when it has put its work down and left
     * @throws IllegalArgumentException if it cannot do the work of the replay with the same bits
     * @throws IOException if the brokers cannot be used, data are missing, or memory does not suffice
     */
    public void run() throws IOException, InterruptedException {
        new FleetTopics(settings).make();
        ExecutorService working = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("fleet-work-", 0).factory());
        ExecutorService preparer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("fleet-prepare").factory());
        try (PartWriter writer = new PartWriter(settings, name);
                PlaceReader places = new PlaceReader(settings);
                TopicTail _ = new TopicTail(settings, List.of(settings.runs()), this::announced);
                KafkaConsumer<byte[], byte[]> units =
                        new KafkaConsumer<>(reading(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            said.accept("Worker " + name + ", " + threads + " threads, waits for a replay of the fleet '"
                    + settings.name() + "' at " + settings.bootstrap());
            Tools tools = new Tools(units, writer, places, working, preparer);
            try {
                while (true) {
                    step(tools);
                }
            } finally {
                leave(tools);
            }
        } catch (InterruptException e) {
            throw PartWriter.interrupted(e);
        } catch (KafkaException e) {
            throw new IOException("The brokers at " + settings.bootstrap() + " cannot be used: " + e.getMessage(), e);
        } finally {
            working.shutdownNow();
            preparer.shutdownNow();
        }
    }

    private Map<String, Object> reading() {
        Map<String, Object> reading = settings.client(name);
        reading.put(ConsumerConfig.GROUP_ID_CONFIG, settings.workers());
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Whoever keeps a partition goes on while others change hands.
        reading.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        reading.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        reading.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, UNITS_PER_THREAD * threads);
        return reading;
    }

    private void announced(ConsumerRecord<byte[], byte[]> record) {
        Announcement announcement;
        try {
            announcement = Announcement.parse(record.value());
        } catch (IllegalArgumentException e) {
            LOG.warn("an announcement is passed over: {}", e.getMessage());
            return;
        }
        Heard last = heard;
        boolean follows = last == null
                || last.announcement().over()
                || last.announcement().fleet().equals(announcement.fleet())
                || System.nanoTime() - last.nanos() > SILENCE.toNanos()
                || announcement.earlierThan(last.announcement());
        if (follows) {
            heard = new Heard(announcement, System.nanoTime());
        }
    }

    private void step(Tools tools) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped");
        }
        Throwable problem = fatal;
        if (problem != null) {
            throw new IOException("a unit of work failed: " + problem, problem);
        }
        prepare(tools);
        read(tools.units());
        beginHeld(tools);
        // What comes while enough is at hand may go to others.
        if (held.size() + atHandNow().size() >= UNITS_PER_THREAD * threads) {
            tools.units().pause(tools.units().assignment());
        } else {
            tools.units().resume(tools.units().paused());
        }
        Map<TopicPartition, OffsetAndMetadata> toCommit = offsets.toCommit();
        if (!toCommit.isEmpty()) {
            tools.units().commitAsync(toCommit, (_, failure) -> {
                if (failure != null) {
                    LOG.debug("offsets were not committed: {}", failure.getMessage());
                }
            });
        }
        closeOldSessions();
        sayPresence(tools);
        sayProgress();
    }

    private void prepare(Tools tools) throws IOException, InterruptedException {
        Heard now = heard;
        if (now != null
                && !now.announcement().over()
                && !now.announcement().session().equals(preparingFor)
                && preparing == null) {
            Announcement announcement = now.announcement();
            requireFormat(tools, announcement);
            preparingFor = announcement.session();
            state = Presence.State.PREPARING;
            preparing = tools.preparing().submit(() -> preparation.prepare(announcement.work()));
        }
        if (preparing != null && preparing.isDone()) {
            Preparation.Clients clients = prepared(tools, preparing);
            preparing = null;
            sessions.add(
                    new Session(preparingFor, clients, new UnitRunner(clients, tools.places()), new AtomicInteger()));
            state = Presence.State.READY;
            lastPresence = 0;
            said.accept("Ready for replay " + preparingFor);
            if (tools.units().subscription().isEmpty()) {
                tools.units().subscribe(List.of(settings.units()), new Partitions(tools.units()));
            }
        }
    }

    private void requireFormat(Tools tools, Announcement announcement) {
        if (announcement.format() != Announcement.FORMAT) {
            preparingFor = announcement.session();
            throw refusal(
                    tools,
                    new IllegalArgumentException("the replay speaks format " + announcement.format() + ", this worker "
                            + Announcement.FORMAT + "; run the same version of tifl on both"));
        }
    }

    private Preparation.Clients prepared(Tools tools, Future<Preparation.Clients> preparation)
            throws IOException, InterruptedException {
        try {
            return preparation.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IllegalArgumentException wrong -> throw refusal(tools, wrong);
                case IOException broken -> {
                    refuse(tools, broken);
                    throw broken;
                }
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private IllegalArgumentException refusal(Tools tools, IllegalArgumentException reason) {
        refuse(tools, reason);
        return reason;
    }

    private void refuse(Tools tools, Exception reason) {
        state = Presence.State.REFUSES;
        say(tools, String.valueOf(reason.getMessage()));
    }

    private void read(KafkaConsumer<byte[], byte[]> units) throws InterruptedException {
        if (units.subscription().isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : units.poll(LOOK)) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            offsets.begun(partition, record.offset());
            try {
                Unit unit = Unit.parse(record.value());
                held.add(new Held(unit, partition, record.offset(), record.timestamp(), System.nanoTime()));
            } catch (IllegalArgumentException e) {
                LOG.warn("{}@{} is passed over: {}", partition, record.offset(), e.getMessage());
                offsets.done(partition, record.offset());
            }
        }
    }

    private void beginHeld(Tools tools) {
        Heard now = heard;
        Session session = sessions.isEmpty() ? null : sessions.getLast();
        for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
            Held unit = all.next();
            if (isStale(unit, now)) {
                all.remove();
                offsets.done(unit.partition(), unit.offset());
            } else if (session != null && unit.unit().session().equals(session.id())) {
                all.remove();
                begin(unit, session, tools);
            }
        }
    }

    private static boolean isStale(Held unit, @Nullable Heard now) {
        if (now == null) {
            return System.nanoTime() - unit.nanos() > UNANNOUNCED.toNanos();
        }
        Announcement announcement = now.announcement();
        if (unit.unit().session().equals(announcement.session())) {
            return announcement.over() || unit.unit().number() < announcement.openFrom();
        }
        return unit.writtenAt() < announcement.startedAt() || System.nanoTime() - unit.nanos() > UNANNOUNCED.toNanos();
    }

    private void begin(Held unit, Session session, Tools tools) {
        session.running().incrementAndGet();
        synchronized (atHand) {
            atHand.add(unit.unit().number());
        }
        var _ = tools.working().submit(() -> work(unit, session, tools.writer()));
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever a client's program does, the worker has to say so.
    private void work(Held held, Session session, PartWriter writer) {
        Unit unit = held.unit();
        try {
            if (!isStale(held, heard)) {
                UnitResult result = session.runner().run(unit);
                String fleet = unit.session().substring(0, unit.session().indexOf('-'));
                PartWriter.await(
                        writer.message(settings.results(), name + "/" + fleet, unit.number(), result.encode()));
                done.addAndGet(unit.entries().size());
            }
            offsets.done(held.partition(), held.offset());
        } catch (InterruptedException | InterruptException _) {
            // Its offset stays: another worker does it.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The replay sends it once more when it sees that nobody has it.
            LOG.warn("unit {} was not done: {}", unit.number(), e.getMessage());
            offsets.done(held.partition(), held.offset());
        } catch (Throwable e) {
            fatal = e;
        } finally {
            session.running().decrementAndGet();
            synchronized (atHand) {
                atHand.remove(unit.number());
            }
        }
    }

    private List<Long> atHandNow() {
        synchronized (atHand) {
            return List.copyOf(atHand);
        }
    }

    private void closeOldSessions() {
        while (sessions.size() > 1 && sessions.getFirst().running().get() == 0) {
            sessions.removeFirst().clients().close();
        }
    }

    private void sayPresence(Tools tools) {
        List<Integer> mine = tools.units().assignment().stream()
                .map(TopicPartition::partition)
                .sorted()
                .toList();
        if (!mine.equals(partitions) || System.nanoTime() - lastPresence > BETWEEN_PRESENCES.toNanos()) {
            partitions = mine;
            say(tools, "");
        }
    }

    private void say(Tools tools, String detail) {
        lastPresence = System.nanoTime();
        List<Long> units = new ArrayList<>(atHandNow());
        held.forEach(unit -> units.add(unit.unit().number()));
        Presence presence = new Presence(name, preparingFor, threads, state, detail, partitions, units);
        try {
            var _ = tools.writer().record(settings.workers(), 0, presence.encode());
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("the replay cannot be told of this worker now: {}", e.getMessage());
        }
    }

    private void sayProgress() {
        long now = System.nanoTime();
        if (now - lastLine > BETWEEN_LINES.toNanos() && done.get() > doneAtLastLine) {
            said.accept(done.get() + " clients' work done, " + atHandNow().size() + " units at hand, "
                    + partitions.size() + " partitions");
            lastLine = now;
            doneAtLastLine = done.get();
        }
    }

    private void leave(Tools tools) throws InterruptedException {
        // What follows takes a moment; whoever interrupted is told by an exception.
        boolean _ = Thread.interrupted();
        tools.working().shutdownNow();
        boolean _ = tools.working().awaitTermination(10, TimeUnit.SECONDS);
        if (state != Presence.State.REFUSES) {
            state = Presence.State.LEAVES;
            say(tools, "");
        }
        Map<TopicPartition, OffsetAndMetadata> toCommit = offsets.toCommit();
        if (!toCommit.isEmpty()) {
            try {
                tools.units().commitSync(toCommit, Duration.ofSeconds(5));
            } catch (KafkaException e) {
                LOG.debug("offsets were not committed: {}", e.getMessage());
            }
        }
        sessions.forEach(session -> session.clients().close());
    }

    /** Puts down what is not begun of partitions that go to others. */
    private final class Partitions implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> units;

        Partitions(KafkaConsumer<byte[], byte[]> units) {
            this.units = units;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {}

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            Map<TopicPartition, OffsetAndMetadata> toCommit = offsets.toCommit();
            if (!toCommit.isEmpty()) {
                try {
                    units.commitSync(toCommit);
                } catch (InterruptException e) {
                    throw e;
                } catch (KafkaException e) {
                    LOG.debug("offsets were not committed: {}", e.getMessage());
                }
            }
            onPartitionsLost(revoked);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            held.removeIf(unit -> lost.contains(unit.partition()));
            offsets.forget(lost);
        }
    }
}
