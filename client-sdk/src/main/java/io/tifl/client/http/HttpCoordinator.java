package io.tifl.client.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.tifl.client.event.ClientListener;
import io.tifl.client.pace.Brakes;
import io.tifl.client.pace.Guard;
import io.tifl.client.pace.Pace;
import io.tifl.client.transport.CarriedTransport;
import io.tifl.protocol.Seed;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.wire.WireLimits;
import java.io.IOException;
import java.net.Authenticator;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator as a device sees it over HTTP: {@link #enrol} once, {@link #connect} ever after. Thread-safe; the clients of
 * one process may share one, and with it connections, the rate limit and the circuit breaker.
 *
 * <p>HTTP/1.1 with Java's own client. No redirect is followed. Everything that comes in is held against the limits before
 * memory is allocated for it.
 */
public final class HttpCoordinator implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]", "[0:0:0:0:0:0:0:1]");

    private final HttpClient http;
    private final boolean owned;
    private final Line line;
    private final WireLimits limits;
    private final Pace pace;
    private final ClientListener listener;
    private final Optional<Path> models;
    private final double secondsPerPiece;

    private HttpCoordinator(Builder builder) throws IOException {
        this.owned = builder.http == null;
        this.http = builder.http == null ? builder.newHttp() : builder.http;
        this.limits = builder.limits;
        this.pace = builder.pace;
        this.listener = builder.listener.harmless();
        this.models = builder.models;
        this.secondsPerPiece = builder.secondsPerPiece;
        this.line = new Line(
                http, List.copyOf(builder.addresses), new Guard(builder.breaker, builder.limiter), builder.silence);
    }

    /** @throws IllegalArgumentException if the address is not that of a coordinator, or would send secrets in the clear */
    public static Builder builder(URI address) {
        return new Builder(address);
    }

    /**
     * Takes this device in. One attempt; if its answer is lost, the same enrolment may be tried again for ten minutes.
     *
     * @throws io.tifl.protocol.transport.RefusedException if the coordinator does not take the token
     */
    public Identity enrol(Enrolment enrolment) throws IOException, InterruptedException {
        return enrolment.run(line);
    }

    /** A client's end; says nothing to the coordinator yet. Closing it leaves this coordinator open for others. */
    public ClientTransport connect(Identity identity) {
        HttpCarrier carrier = new HttpCarrier(
                new Session(line, identity, listener), identity, limits, pace, listener, models, secondsPerPiece);
        return new CarriedTransport(identity.client(), limits, carrier, pace, listener);
    }

    /** Drops all connections. An HTTP client that was handed in stays open. */
    @Override
    public void close() {
        if (owned) {
            http.shutdownNow();
        }
    }

    /** How to reach a coordinator. */
    public static final class Builder {
        private final List<URI> addresses = new ArrayList<>();
        private WireLimits limits = WireLimits.defaults();
        private ClientListener listener = ClientListener.none();
        private Pace pace = new Pace(new Seed(new SecureRandom().nextLong()));
        private Duration silence = Line.PATIENCE;
        private Optional<Path> models = Optional.empty();
        private double secondsPerPiece = PieceSize.SECONDS_PER_PIECE;
        private Optional<Path> authorities = Optional.empty();
        private Optional<Path> certificate = Optional.empty();
        private char[] password = new char[0];
        private @Nullable SSLContext tls;
        private @Nullable HttpClient http;
        private @Nullable ProxySelector proxy;
        private @Nullable Authenticator authenticator;
        private boolean plain;
        private CircuitBreaker breaker = Brakes.breaker();
        private RateLimiter limiter = Brakes.limiter(100);

        private Builder(URI address) {
            addresses.add(checked(address));
        }

        private static URI checked(URI address) {
            String scheme =
                    address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            if (!(scheme.equals("https") || scheme.equals("http")) || address.getHost() == null) {
                throw new IllegalArgumentException(
                        "a coordinator's address looks like https://coordinator:8443, got '" + address + "'");
            }
            if (address.getUserInfo() != null || address.getQuery() != null || address.getFragment() != null) {
                throw new IllegalArgumentException(
                        "a coordinator's address has a host, a port and a path, and neither user nor query");
            }
            return address;
        }

        /**
         * Another address of the same coordinator, or that of a standby on the same store: asked when the one before fails or
         * does not lead.
         *
         * @throws IllegalArgumentException as {@link HttpCoordinator#builder}
         */
        public Builder alsoAt(URI address) {
            addresses.add(checked(address));
            return this;
        }

        /**
         * Lets plain HTTP pass to other hosts than this one: for a network that encrypts by itself. Replies are still signed,
         * but models, replies and the key an enrolment hands over can be read on the way.
         */
        public Builder allowPlainHttp() {
            this.plain = true;
            return this;
        }

        /** Trusts these authorities alone: a PEM file of certificates, or a key store without a password. */
        public Builder trust(Path authorities) {
            this.authorities = Optional.of(authorities);
            return this;
        }

        /** Shows a certificate of its own: a PKCS #12 file with the private key. The password is copied. */
        public Builder certificate(Path pkcs12, char[] password) {
            this.certificate = Optional.of(pkcs12);
            this.password = password.clone();
            return this;
        }

        /** Does TLS this way, in place of {@link #trust} and {@link #certificate}. */
        public Builder tls(SSLContext context) {
            this.tls = context;
            return this;
        }

        /** Goes through proxies; without it, through those of the system properties {@code https.proxyHost} and the like. */
        public Builder proxy(ProxySelector proxy) {
            this.proxy = proxy;
            return this;
        }

        /** Answers proxies that ask who is there. */
        public Builder authenticator(Authenticator authenticator) {
            this.authenticator = authenticator;
            return this;
        }

        /** Uses this client, which stays the caller's to close, in place of one made by the settings above. */
        public Builder http(HttpClient http) {
            this.http = http;
            return this;
        }

        /** Keeps models in this folder, made if it is not there, so that a restart need not fetch them again. */
        public Builder models(Path folder) {
            this.models = Optional.of(folder);
            return this;
        }

        public Builder limits(WireLimits limits) {
            this.limits = limits;
            return this;
        }

        public Builder listener(ClientListener listener) {
            this.listener = listener;
            return this;
        }

        public Builder pace(Pace pace) {
            this.pace = pace;
            return this;
        }

        /** How long a line may be silent in the midst of an answer before it is taken to be broken; 30 s unless set. */
        public Builder silence(Duration silence) {
            this.silence = silence;
            return this;
        }

        /** For tests, whose time is short. */
        Builder secondsPerPiece(double seconds) {
            this.secondsPerPiece = seconds;
            return this;
        }

        /** Opens when 80 % of the last ten requests failed, for 5 s, unless set. */
        public Builder breaker(CircuitBreaker breaker) {
            this.breaker = breaker;
            return this;
        }

        /** 100 requests a second, waited for up to 5 s, unless set. */
        public Builder limiter(RateLimiter limiter) {
            this.limiter = limiter;
            return this;
        }

        /**
         * @throws IllegalArgumentException if the address is plain HTTP to another host and that was not allowed
         * @throws IOException if a file for TLS cannot be read
         */
        public HttpCoordinator build() throws IOException {
            for (URI address : addresses) {
                if (address.getScheme().equalsIgnoreCase("http") && !plain && !isLoopback(address)) {
                    throw new IllegalArgumentException("over plain HTTP anyone on the way could read and change what "
                            + address.getHost() + " and this device say to each other; use https");
                }
            }
            return new HttpCoordinator(this);
        }

        private static boolean isLoopback(URI address) {
            String host = address.getHost().toLowerCase(Locale.ROOT);
            return LOOPBACK.contains(host) || host.matches("127(\\.[0-9]{1,3}){3}");
        }

        private HttpClient newHttp() throws IOException {
            HttpClient.Builder client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .proxy(proxy == null ? ProxySelector.getDefault() : proxy);
            if (tls != null) {
                client.sslContext(tls);
            } else if (authorities.isPresent() || certificate.isPresent()) {
                client.sslContext(Tls.context(authorities, certificate, password));
            }
            if (authenticator != null) {
                client.authenticator(authenticator);
            }
            return client.build();
        }
    }
}
