package io.tifl.coordinator.http;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.protocol.ClientId;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * So many requests a second and no more: from each client, and from each address as long as it is not known who asks.
 * Thread-safe.
 *
 * <p>Memory is bounded. Whoever did not ask for a period has all of it before him again and is forgotten without a loss; if
 * more than {@link #MOST} ask within one, those that come too late for a limit of their own share one.
 */
public final class RequestLimits {
    static final int MOST = 100_000;

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final ConcurrentMap<Object, RateLimiter> limiters = new ConcurrentHashMap<>();
    private final RateLimiterConfig config;
    private final Origin origin;
    private final int most;
    private final Duration period;
    private final RateLimiter shared;
    private final Meters meters;

    /**
     * @param perSecond requests of one client, or one address, that are answered; at least 1
     * @param origin where requests come from
     */
    public RequestLimits(int perSecond, Origin origin) {
        this(perSecond, PERIOD, MOST, origin, Meters.none());
    }

    /** As above, with meters of requests that come too often. */
    public RequestLimits(int perSecond, Origin origin, Meters meters) {
        this(perSecond, PERIOD, MOST, origin, meters);
    }

    RequestLimits(int requests, Duration period, int most, Origin origin) {
        this(requests, period, most, origin, Meters.none());
    }

    private RequestLimits(int requests, Duration period, int most, Origin origin, Meters meters) {
        this.meters = meters;
        meters.watch(Metric.LIMITERS, limiters::size);
        this.config = RateLimiterConfig.custom()
                .limitForPeriod(requests)
                .limitRefreshPeriod(period)
                .timeoutDuration(Duration.ZERO)
                .build();
        this.period = period;
        this.most = most;
        this.origin = origin;
        this.shared = RateLimiter.of("shared", config);
    }

    /** @throws ProblemException 429 if this client asked too often */
    void admit(ClientId client) throws ProblemException {
        admit((Object) client);
    }

    /** @throws ProblemException 429 if too many requests came from where this one comes from */
    void admitStranger(HttpServletRequest request) throws ProblemException {
        admit(origin.of(request));
    }

    private void admit(Object who) throws ProblemException {
        if (!limiter(who).acquirePermission()) {
            meters.count(Metric.LIMITED);
            throw new ProblemException(
                            429,
                            "too-many-requests",
                            "more than " + config.getLimitForPeriod() + " requests within " + period.toSeconds() + " s")
                    .with("Retry-After", Long.toString(period.toSeconds()));
        }
    }

    /**
     * Counts what a client asks for by another way than HTTP.
     *
     * @return empty if it may ask; else after how long it may again
     */
    public Optional<Duration> keptBack(ClientId client) {
        if (limiter(client).acquirePermission()) {
            return Optional.empty();
        }
        meters.count(Metric.LIMITED);
        return Optional.of(period);
    }

    private RateLimiter limiter(Object who) {
        RateLimiter known = limiters.get(who);
        if (known != null) {
            return known;
        }
        return limiters.size() < most ? limiters.computeIfAbsent(who, _ -> RateLimiter.of("requests", config)) : shared;
    }

    /** Forgets whoever has not asked for a period; to be called about once in each. */
    public void sweep() {
        limiters.values()
                .removeIf(limiter -> limiter.getMetrics().getAvailablePermissions() >= config.getLimitForPeriod());
    }

    /** How many have a limit of their own now. */
    int size() {
        return limiters.size();
    }
}
