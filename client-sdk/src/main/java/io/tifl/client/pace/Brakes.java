package io.tifl.client.pace;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** What keeps a client's requests back unless its program says otherwise. */
public final class Brakes {
    private Brakes() {}

    /** Opens when 80 % of the last ten requests failed, for 5 s. */
    public static CircuitBreaker breaker() {
        return CircuitBreaker.of(
                "coordinator",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(10)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(80)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(2)
                        .build());
    }

    /** So many requests a second, waited for up to 5 s. */
    public static RateLimiter limiter(int perSecond) {
        return RateLimiter.of(
                "coordinator",
                RateLimiterConfig.custom()
                        .limitForPeriod(perSecond)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ofSeconds(5))
                        .build());
    }
}
