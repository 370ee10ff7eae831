package io.tifl.coordinator.app;

import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.observe.job.JobMeters;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoreException;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/**
 * How the coordinator is, each part with what is wrong and what to do. {@code DOWN}: it cannot do its work. {@code DEGRADED}: it
 * does, but something needs a person.
 */
@Configuration(proxyBeanMethods = false)
class HealthChecks {
    static final Status DEGRADED = new Status("DEGRADED");

    private static final String PROBLEM = "problem";
    private static final String TO_DO = "toDo";
    private static final Duration SOON = Duration.ofDays(30);

    /** Down while the store does not answer, or its trouble keeps this coordinator from leading or from standing by. */
    @Bean
    HealthIndicator storeHealthIndicator(Leading leading, Store store) {
        return () -> storeTrouble(leading, store)
                .map(trouble -> Health.down().withDetail(PROBLEM, trouble))
                .orElseGet(Health::up)
                .build();
    }

    private static Optional<String> storeTrouble(Leading leading, Store store) {
        if (leading.trouble().isPresent()) {
            return leading.trouble();
        }
        try {
            store.ping();
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** In the place of the framework's, which does not say what to do. */
    @Bean
    HealthIndicator diskSpaceHealthIndicator(
            CoordinatorProperties properties, @Value("${management.health.diskspace.threshold}") DataSize threshold) {
        File data = properties.data().toFile();
        return () -> {
            long free = data.getUsableSpace();
            Health.Builder health = free >= threshold.toBytes() ? Health.up() : Health.down();
            if (free < threshold.toBytes()) {
                health.withDetail(PROBLEM, free + " bytes are free where " + data.getAbsolutePath() + " is")
                        .withDetail(
                                TO_DO,
                                "make room or grow the file system; rounds go on by themselves then, and no"
                                        + " acknowledged reply is lost");
            }
            return health.withDetail("free", free)
                    .withDetail("threshold", threshold.toBytes())
                    .build();
        };
    }

    /** Out of service until it leads or knows that another coordinator does. */
    @Bean
    HealthIndicator leadershipHealthIndicator(Leading leading) {
        return () -> {
            boolean known = leading.isLeader() || leading.isStandingBy();
            Health.Builder health = known ? Health.up() : Health.outOfService();
            health.withDetail("role", leading.isLeader() ? "leader" : known ? "standby" : "none");
            if (!known) {
                health.withDetail(PROBLEM, "it neither leads nor knows of another coordinator that does")
                        .withDetail(TO_DO, "wait a few seconds after a start; then look at the component store");
            }
            return health.build();
        };
    }

    /** Degraded while a coordinator that leads cannot serve devices over Kafka; those over HTTP do not notice. */
    @Bean
    HealthIndicator kafkaHealthIndicator(Leading leading, CoordinatorProperties properties) {
        return () -> {
            if (properties.kafka().bootstrap().isEmpty()) {
                return Health.up().withDetail("configured", false).build();
            }
            Health.Builder health = leading.bridgeTrouble()
                    .map(trouble -> Health.status(DEGRADED)
                            .withDetail(PROBLEM, trouble)
                            .withDetail(
                                    TO_DO,
                                    "see that the brokers of tifl.kafka.bootstrap run, that this machine reaches them"
                                            + " and that its account has the rights that docs/kafka.md lists; it is"
                                            + " tried again each two seconds"))
                    .orElseGet(Health::up);
            return health.withDetail("bootstrap", properties.kafka().bootstrap())
                    .build();
        };
    }

    /** Degraded while jobs stand still. */
    @Bean
    HealthIndicator jobsHealthIndicator(JobMeters jobs) {
        return () -> {
            SortedMap<String, String> stalled = jobs.stalled();
            return stalled.isEmpty()
                    ? Health.up().build()
                    : Health.status(DEGRADED).withDetails(stalled).build();
        };
    }

    @Bean
    ServiceCertificate serviceCertificate(ServerProperties server, SslBundles bundles) {
        return new ServiceCertificate(server, bundles);
    }

    /** Degraded a month before the service's certificate runs out, down once it has. */
    @Bean
    HealthIndicator certificateHealthIndicator(
            ServiceCertificate certificate, @Qualifier(CoordinatorConfiguration.WALL_CLOCK) InstantSource clock) {
        return () -> ofCertificate(certificate.expiry(), clock.instant());
    }

    static Health ofCertificate(Optional<Instant> expiry, Instant now) {
        if (expiry.isEmpty()) {
            return Health.up().withDetail("here", false).build();
        }
        Duration left = Duration.between(now, expiry.get());
        Health.Builder health =
                left.isNegative() ? Health.down() : left.compareTo(SOON) < 0 ? Health.status(DEGRADED) : Health.up();
        if (left.compareTo(SOON) < 0) {
            health.withDetail(PROBLEM, left.isNegative() ? "the certificate has run out" : "it runs out soon")
                    .withDetail(
                            TO_DO,
                            "put a new certificate and key in the place of the old ones and restart; devices that"
                                    + " cannot verify the certificate stay away");
        }
        return health.withDetail("expires", expiry.get().toString()).build();
    }

    @Bean
    StoreGauges storeGauges(
            Store store,
            Presence presence,
            CoordinatorProperties properties,
            InstantSource clock,
            Instruments instruments,
            ServiceCertificate certificate,
            @Qualifier(CoordinatorConfiguration.WALL_CLOCK) InstantSource wallClock) {
        instruments
                .meters()
                .watch(
                        Metric.CERTIFICATE_EXPIRY,
                        () -> certificate
                                .expiry()
                                .map(end -> (Number) Duration.between(wallClock.instant(), end)
                                        .toSeconds())
                                .orElse(Double.POSITIVE_INFINITY));
        return new StoreGauges(store, presence, properties.data(), clock, instruments.meters());
    }
}
