package io.tifl.experiments.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tifl.client.http.Identity;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.client.pace.Pace;
import io.tifl.coordinator.http.ModelVersions;
import io.tifl.coordinator.http.OrderDesk;
import io.tifl.coordinator.kafka.Fleet;
import io.tifl.coordinator.kafka.KafkaBridge;
import io.tifl.coordinator.kafka.KafkaSettings;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Traces;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.TransportContract;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A coordinator's desk, its bridge onto Kafka, and clients who come over it. */
final class Site implements TransportContract.Ends {
    static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());

    private static final AtomicInteger SITES = new AtomicInteger();
    private static final ClientKey MASTER = ClientKey.of(new byte[ClientKey.BYTES]);

    final Topics topics;
    final List<String> suspicions = Collections.synchronizedList(new ArrayList<>());
    final List<String> refusals = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger seen = new AtomicInteger();
    final MemoryJournal journal = new MemoryJournal();
    final Path uploads;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Traces traces = Traces.to(SpanExporter.composite(), 1, Meters.none());

    private final KafkaSettings settings;
    private final OrderDesk desk;
    private final Instruments instruments = new Instruments(new Meters(meters), traces);
    private final Set<ClientId> enrolled = ConcurrentHashMap.newKeySet();
    private final Map<String, byte[]> models = new ConcurrentHashMap<>();
    private final KafkaCoordinator clients;
    private volatile Function<ClientId, Optional<Duration>> limit = _ -> Optional.empty();
    private long epoch = 1;
    private KafkaBridge bridge;

    Site(String bootstrap, Path uploads) throws InterruptedException {
        this(settings(bootstrap, false, Map.of()), uploads);
    }

    Site(KafkaSettings settings, Path uploads) throws InterruptedException {
        this.settings = settings;
        this.topics = settings.topics();
        this.uploads = uploads;
        this.desk = new OrderDesk(journal, MASTER, FORMAT, Duration.ofSeconds(30), InstantSource.system(), instruments);
        this.bridge = bridge();
        this.clients = process(settings.further());
    }

    /** Settings for topics of one site alone. */
    static KafkaSettings settings(String bootstrap, boolean seal, Map<String, String> further) {
        return new KafkaSettings(bootstrap, new Topics("site-" + SITES.incrementAndGet()), 2, seal, further);
    }

    /** A process of clients, which comes to the brokers with settings of its own. */
    KafkaCoordinator process(Map<String, String> further) {
        return process(settings.bootstrap(), further);
    }

    /** A process of clients that reaches the brokers in a way of its own. */
    KafkaCoordinator process(String bootstrap, Map<String, String> further) {
        return KafkaCoordinator.builder(bootstrap)
                .prefix(topics.prefix())
                .settings(further)
                .pace(new Pace(new Seed(1), Duration.ofMillis(10), Duration.ofMillis(100)))
                .build();
    }

    /** From now on calls are counted. */
    void limit(Function<ClientId, Optional<Duration>> keptBack) {
        limit = keptBack;
    }

    private KafkaBridge bridge() throws InterruptedException {
        KafkaBridge.Parts parts = new KafkaBridge.Parts(
                settings, desk, new Enrolled(), this::model, FORMAT, uploads, 80 << 20, refusals::add, instruments);
        KafkaBridge started = KafkaBridge.start(parts, epoch++);
        started.awaitOpen();
        return started;
    }

    /** Ends the bridge, as a coordinator that loses the lead does. */
    void closeBridge() {
        bridge.close();
    }

    void openBridge() throws InterruptedException {
        bridge = bridge();
    }

    private Optional<ModelVersions.Version> model(JobId job, long version) {
        byte[] message = models.get(job + "/" + version);
        return Optional.ofNullable(message)
                .map(bytes -> new ModelVersions.Version(
                        HexFormat.of().formatHex(ClientKey.sha256().digest(bytes)),
                        bytes.length,
                        offset -> Channels.newChannel(
                                new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset))));
    }

    static ClientKey key(ClientId client) {
        return MASTER.derive(client, 0);
    }

    @Override
    public CoordinatorTransport coordinator() {
        return orders -> {
            for (TaskOrder order : orders) {
                models.computeIfAbsent(
                        order.id().job() + "/" + order.model().version(),
                        _ -> FORMAT.encode(new WireMessage.Model(order.model())));
            }
            return desk.dispatch(orders);
        };
    }

    @Override
    public ClientTransport connect(ClientId client) {
        return connect(client, clients);
    }

    ClientTransport connect(ClientId client, KafkaCoordinator process) {
        enrolled.add(client);
        return process.connect(new Identity(client, key(client)));
    }

    @Override
    public void close() {
        clients.close();
        bridge.close();
        desk.close();
    }

    private final class Enrolled implements Fleet {
        @Override
        public Optional<Member> find(ClientId client) {
            return enrolled.contains(client) ? Optional.of(new Member(key(client), false)) : Optional.empty();
        }

        @Override
        public Optional<Duration> keptBack(ClientId client) {
            return limit.apply(client);
        }

        @Override
        public void seen(ClientId client) {
            seen.incrementAndGet();
        }

        @Override
        public void left(ClientId client) {}

        @Override
        public void suspicious(ClientId client, String event, String detail) {
            suspicions.add(client + " " + event);
        }
    }
}
