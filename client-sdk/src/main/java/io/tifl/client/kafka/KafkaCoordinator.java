package io.tifl.client.kafka;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.tifl.client.event.ClientListener;
import io.tifl.client.http.Identity;
import io.tifl.client.pace.Brakes;
import io.tifl.client.pace.Guard;
import io.tifl.client.pace.Pace;
import io.tifl.client.transport.CarriedTransport;
import io.tifl.protocol.Seed;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.wire.WireLimits;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator as a device sees it over Kafka, by docs/kafka.md. A device enrols over HTTP, and {@link #connect connects} with
 * what it got there. Thread-safe; the clients of one process should share one, and with it the connections to the brokers.
 */
public final class KafkaCoordinator implements AutoCloseable {
    private static final int INSTANCE_BYTES = 12;
    private static final long NUMBERS_PER_MILLISECOND = 1000;

    private final Builder settings;
    private final Topics topics;
    private final Guard guard;
    private final Outlet outlet;
    private final KafkaModels models;
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable Inbox inbox;
    private boolean closed;

    private KafkaCoordinator(Builder builder) {
        this.settings = builder;
        this.topics = builder.topics;
        this.guard = new Guard(builder.breaker, builder.limiter);
        this.outlet = new Outlet(builder.client("writer"));
        this.models = new KafkaModels(builder.client("models"), topics.models(), builder.limits);
    }

    /** @param bootstrap hosts and ports of some brokers, separated by commas */
    public static Builder builder(String bootstrap) {
        return new Builder(bootstrap);
    }

    /** A client's end; says nothing to the coordinator yet. Closing it leaves this coordinator open for others. */
    public ClientTransport connect(Identity identity) {
        return connect(identity, ClientListener.none());
    }

    /** As {@link #connect(Identity)}, with somebody who hears what happens to this client. */
    public ClientTransport connect(Identity identity, ClientListener listener) {
        byte[] random = new byte[INSTANCE_BYTES];
        new SecureRandom().nextBytes(random);
        String instance = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        // Above those of earlier runs; where the clock went back, the coordinator says how far they had got.
        long last = InstantSource.system().millis() * NUMBERS_PER_MILLISECOND;
        ClientListener harmless = listener.harmless();
        KafkaCarrier carrier = new KafkaCarrier(this, new Postbox(identity, instance, last), harmless);
        return new CarriedTransport(identity.client(), settings.limits, carrier, settings.pace, harmless);
    }

    Topics topics() {
        return topics;
    }

    Outlet outlet() {
        return outlet;
    }

    KafkaModels models() {
        return models;
    }

    Guard guard() {
        return guard;
    }

    Pace pace() {
        return settings.pace;
    }

    /** The inbox of this process, made when the first client needs it. */
    Inbox inbox() {
        opening.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the coordinator's end is closed");
            }
            Inbox made = inbox == null ? new Inbox(settings.client("reader"), topics.orders()) : inbox;
            inbox = made;
            return made;
        } finally {
            opening.unlock();
        }
    }

    /** Drops all connections. */
    @Override
    public void close() {
        opening.lock();
        try {
            closed = true;
            if (inbox != null) {
                inbox.close();
                inbox = null;
            }
        } finally {
            opening.unlock();
        }
        outlet.close();
    }

    /** How to reach a coordinator. */
    public static final class Builder {
        private final String bootstrap;
        private final Map<String, Object> further = new HashMap<>();
        private Topics topics = new Topics("tifl");
        private WireLimits limits = WireLimits.defaults();
        private Pace pace = new Pace(new Seed(new SecureRandom().nextLong()));
        private CircuitBreaker breaker = Brakes.breaker();
        private RateLimiter limiter = Brakes.limiter(1000);

        private Builder(String bootstrap) {
            this.bootstrap = bootstrap;
        }

        /** What the names of the topics begin with; {@code tifl} unless set. */
        public Builder prefix(String prefix) {
            this.topics = new Topics(prefix);
            return this;
        }

        /** Further settings of Kafka's clients, such as those of TLS and SASL. */
        public Builder settings(Map<String, String> settings) {
            further.putAll(settings);
            return this;
        }

        public Builder limits(WireLimits limits) {
            this.limits = limits;
            return this;
        }

        public Builder pace(Pace pace) {
            this.pace = pace;
            return this;
        }

        /** Opens when 80 % of the last ten calls failed, for 5 s, unless set. */
        public Builder breaker(CircuitBreaker breaker) {
            this.breaker = breaker;
            return this;
        }

        /** 1000 calls a second, waited for up to 5 s, unless set. */
        public Builder limiter(RateLimiter limiter) {
            this.limiter = limiter;
            return this;
        }

        /** @throws org.apache.kafka.common.KafkaException if a setting is wrong */
        public KafkaCoordinator build() {
            return new KafkaCoordinator(this);
        }

        private Map<String, Object> client(String what) {
            Map<String, Object> settings = new HashMap<>(further);
            settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
            settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, topics.prefix() + "-" + what);
            return settings;
        }
    }
}
