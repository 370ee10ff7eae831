package io.tifl.coordinator.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tifl.coordinator.http.DeviceServlet;
import io.tifl.coordinator.http.OperatorGate;
import io.tifl.coordinator.http.Origin;
import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.http.RequestLimits;
import io.tifl.coordinator.job.ModelInitializer;
import io.tifl.coordinator.kafka.Fleet;
import io.tifl.coordinator.kafka.KafkaBridge;
import io.tifl.coordinator.kafka.KafkaSettings;
import io.tifl.coordinator.observe.Expected;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.observe.Traces;
import io.tifl.coordinator.observe.job.JobMeters;
import io.tifl.coordinator.security.ClientCertificates;
import io.tifl.coordinator.security.ClientSessions;
import io.tifl.coordinator.security.MasterKey;
import io.tifl.coordinator.security.OperatorTokens;
import io.tifl.coordinator.security.Tokens;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoreException;
import io.tifl.coordinator.store.StoreSettings;
import io.tifl.coordinator.web.JobEvents;
import io.tifl.coordinator.web.Operations;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the coordinator together. */
@Configuration(proxyBeanMethods = false)
class CoordinatorConfiguration {
    static final String WALL_CLOCK = "wallClock";

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorConfiguration.class);
    private static final int AFTER_DEVICES = Ordered.HIGHEST_PRECEDENCE + 1;

    @Bean
    InstantSource coordinatorClock() {
        return new SteadyClock();
    }

    /** What is noted with a date, and what must be good on every coordinator, goes by the wall's clock. */
    @Bean(defaultCandidate = false)
    @ConditionalOnMissingBean(name = WALL_CLOCK)
    InstantSource wallClock() {
        return InstantSource.system();
    }

    @Bean
    Instruments instruments(
            MeterRegistry registry, CoordinatorProperties properties, ObjectProvider<SpanExporter> exporters) {
        Meters meters = new Meters(registry);
        Expected.in(meters);
        SpanExporter exporter = exporters.getIfAvailable();
        CoordinatorProperties.Traces wanted = properties.traces();
        if (exporter != null) {
            return new Instruments(meters, Traces.to(exporter, wanted.share(), meters));
        }
        return new Instruments(
                meters,
                wanted.endpoint().isEmpty()
                        ? Traces.off()
                        : Traces.to(URI.create(wanted.endpoint()), wanted.share(), meters));
    }

    @Bean
    DisposableBean tracesEnd(Instruments instruments) {
        return instruments.traces()::close;
    }

    @Bean
    JobMeters jobMeters(Instruments instruments, @Qualifier(WALL_CLOCK) InstantSource wallClock) {
        return new JobMeters(instruments, wallClock);
    }

    @Bean
    Store store(
            CoordinatorProperties properties,
            ServerProperties server,
            Instruments instruments,
            @Qualifier(WALL_CLOCK) InstantSource wallClock)
            throws IOException {
        EncryptionCheck.require(properties.tls(), server);
        Files.createDirectories(properties.data());
        StoreSettings.Retention retention = new StoreSettings.Retention(
                properties.models().last(), properties.models().every());
        CoordinatorProperties.Database database = properties.database();
        StoreSettings settings = database.url().isEmpty()
                ? StoreSettings.in(properties.data())
                : StoreSettings.postgresql(database.url(), database.user(), database.password());
        return Store.open(settings.with(retention), wallClock, instruments.meters());
    }

    @Bean
    ClientKey masterKey(CoordinatorProperties properties) throws IOException {
        Files.createDirectories(properties.data());
        return MasterKey.at(properties.data().resolve("master.key"));
    }

    @Bean
    ClientSessions clientSessions(ClientKey masterKey, @Qualifier(WALL_CLOCK) InstantSource wallClock) {
        return new ClientSessions(masterKey, wallClock);
    }

    @Bean
    Presence presence(InstantSource clock) {
        return new Presence(clock);
    }

    @Bean
    WireFormat wireFormat(CoordinatorProperties properties) {
        WireLimits limits = WireLimits.defaults();
        int largest = (int)
                Math.max(limits.maxMessageBytes(), properties.largestReply().toBytes());
        return new WireFormat(limits.withMaxMessageBytes(largest));
    }

    @Bean
    OfferedModels offeredModels(Store store) {
        return new OfferedModels(store);
    }

    @Bean
    StoredClients storedClients(Store store, Presence presence, InstantSource clock) {
        return new StoredClients(store, presence, clock);
    }

    @Bean
    ModelInitializer modelInitializer() {
        return ServiceLoader.load(ModelInitializer.class).findFirst().orElse((spec, seed) -> {
            throw new IllegalArgumentException("this coordinator cannot make the model '" + spec.name()
                    + "': start it with 'tifl coordinator', which knows the models");
        });
    }

    @Bean
    JobEvents jobEvents(JobMeters jobs, Instruments instruments) {
        return new JobEvents(jobs, instruments.meters());
    }

    @Bean
    Bridge bridge(
            CoordinatorProperties properties,
            Store store,
            OfferedModels models,
            StoredClients clients,
            ClientSessions sessions,
            WireFormat format,
            RequestLimits limits,
            Instruments instruments) {
        if (properties.kafka().bootstrap().isEmpty()) {
            return Bridge.NONE;
        }
        KafkaSettings settings = settings(properties.kafka());
        Fleet fleet = new StoredFleet(clients, sessions, limits, audit(store, instruments.meters()));
        return (desk, epoch) -> {
            KafkaBridge open = KafkaBridge.start(
                    new KafkaBridge.Parts(
                            settings,
                            desk,
                            fleet,
                            models,
                            format,
                            properties.data().resolve("kafka-uploads"),
                            Math.toIntExact(properties.largestReply().toBytes()),
                            refusedReplies(instruments.meters()),
                            instruments),
                    epoch);
            return new OpenBridge(open);
        };
    }

    private static KafkaSettings settings(CoordinatorProperties.Kafka kafka) {
        Map<String, String> further = new HashMap<>();
        Path file = kafka.settingsFile();
        if (file != null) {
            try {
                further.putAll(KafkaSettings.read(file));
            } catch (IOException e) {
                throw new IllegalSettingException("tifl.kafka.settings-file cannot be read: " + e);
            }
        }
        further.putAll(kafka.settings());
        return new KafkaSettings(
                kafka.bootstrap(), new Topics(kafka.prefix()), kafka.partitions(), kafka.seal(), further);
    }

    @Bean
    Leading leading(
            CoordinatorProperties properties,
            Store store,
            OfferedModels models,
            Presence presence,
            ModelInitializer initializer,
            ClientKey masterKey,
            WireFormat format,
            InstantSource clock,
            JobEvents events,
            Bridge bridge,
            ObjectProvider<LeadDuty> duties,
            Instruments instruments) {
        Lead.Parts parts = new Lead.Parts(
                store,
                models,
                presence,
                initializer,
                masterKey,
                format,
                properties.lease(),
                clock,
                events,
                bridge,
                duties.orderedStream().toList(),
                instruments);
        String name = properties.name() == null ? "coordinator-" + Tokens.fresh(9) : properties.name();
        return new Leading(parts, name, properties.lead());
    }

    @Bean
    Operations operations(Leading leading, StoredClients clients, Presence presence) {
        return new Operations() {
            @Override
            public void jobsChanged() {
                leading.jobsChanged();
            }

            @Override
            public void clientChanged(ClientId client) {
                clients.changed(client);
            }

            @Override
            public boolean isLeader() {
                return leading.isLeader();
            }

            @Override
            public boolean isPresent(ClientId client) {
                return presence.isPresent(client);
            }

            @Override
            public int presentClients() {
                return presence.present().size();
            }
        };
    }

    @Bean
    OperatorTokens operatorTokens(Store store, CoordinatorProperties properties) throws IOException {
        FirstAdmin.ensure(store.operators(), properties.data());
        return new OperatorTokens(store.operators());
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> manyConnections() {
        return factory -> factory.addServerCustomizers(ManyConnections::allow);
    }

    @Bean
    RequestLimits requestLimits(CoordinatorProperties properties, Instruments instruments) {
        Origin origin = properties.tls() == CoordinatorProperties.Tls.PROXY ? Origin.proxied() : Origin.connection();
        return new RequestLimits(properties.requestsPerSecond(), origin, instruments.meters());
    }

    @Bean
    FilterRegistrationBean<OperatorGate> operatorGate(RequestLimits limits, Instruments instruments) {
        FilterRegistrationBean<OperatorGate> registration =
                new FilterRegistrationBean<>(new OperatorGate(limits, instruments.meters()));
        registration.setAsyncSupported(true);
        registration.setOrder(AFTER_DEVICES);
        registration.addUrlPatterns("/*");
        return registration;
    }

    @Bean(destroyMethod = "close")
    ExecutorService answering() {
        return Executors.newVirtualThreadPerTaskExecutor();
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService pollTimer(ClientSessions sessions, RequestLimits limits) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("poll-timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        var _ = timer.scheduleAtFixedRate(sessions::sweep, 1, 1, TimeUnit.MINUTES);
        var _ = timer.scheduleWithFixedDelay(limits::sweep, 1, 1, TimeUnit.SECONDS);
        return timer;
    }

    @Bean
    FilterRegistrationBean<DeviceFilter> deviceFilter(
            CoordinatorProperties properties,
            Leading leading,
            ClientSessions sessions,
            StoredClients clients,
            ServerProperties server,
            OfferedModels models,
            WireFormat format,
            Store store,
            Instruments instruments,
            ScheduledExecutorService pollTimer,
            ExecutorService answering,
            RequestLimits limits)
            throws IOException {
        Path uploads = Files.createDirectories(properties.data().resolve("uploads"));
        DeviceServlet servlet = new DeviceServlet(new DeviceServlet.Parts(
                leading::desk,
                sessions,
                clients,
                certificates(properties, server),
                models,
                uploads,
                format,
                properties.largestReply().toBytes(),
                audit(store, instruments.meters()),
                refusedReplies(instruments.meters()),
                pollTimer,
                answering,
                limits,
                instruments));
        FilterRegistrationBean<DeviceFilter> registration = new FilterRegistrationBean<>(new DeviceFilter(servlet));
        registration.setAsyncSupported(true);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.addUrlPatterns("/v1/*");
        return registration;
    }

    /** Operators have tokens, so TLS asks for certificates, and devices must show theirs. */
    private static Optional<ClientCertificates> certificates(CoordinatorProperties properties, ServerProperties server)
            throws IOException {
        Ssl ssl = server.getSsl();
        Ssl.ClientAuth asked = ssl == null ? null : ssl.getClientAuth();
        if (asked == null || asked == Ssl.ClientAuth.NONE) {
            return Optional.empty();
        }
        return Optional.of(
                new ClientCertificates(Optional.ofNullable(properties.revocations()), InstantSource.system()));
    }

    private static Consumer<String> refusedReplies(Meters meters) {
        return code -> meters.count(Metric.REPLIES_REFUSED, code);
    }

    private static DeviceServlet.Audit audit(Store store, Meters meters) {
        return (client, event, detail) -> {
            meters.count(Metric.SUSPICIONS, event);
            try {
                store.audit().append(client.value(), event, detail);
            } catch (StoreException e) {
                LOG.warn("not in the audit log: {} {} {}: {}", client, event, detail, e.getMessage());
            }
        };
    }
}
