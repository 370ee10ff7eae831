package io.tifl.client.kafka;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.tifl.protocol.transport.RefusedException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Stands in front of whatever is asked of the coordinator: a rate limit keeps a fault on this side from becoming a flood, and
 * a circuit breaker keeps calls back for a while when most of the last ones failed. Thread-safe.
 */
final class Guard {
    private final CircuitBreaker breaker;
    private final RateLimiter limiter;

    Guard(CircuitBreaker breaker, RateLimiter limiter) {
        this.breaker = breaker;
        this.limiter = limiter;
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    /** @throws IOException also if the attempt was kept back */
    <T> T run(String what, Attempt<T> attempt) throws IOException, InterruptedException {
        if (!limiter.acquirePermission()) {
            throw new IOException("this client asks too often; to " + what + " was kept back");
        }
        if (!breaker.tryAcquirePermission()) {
            throw new IOException("most of the last attempts failed; to " + what + " was kept back");
        }
        long start = System.nanoTime();
        try {
            T result = attempt.run();
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return result;
        } catch (RefusedException e) {
            // The coordinator was reached.
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            throw e;
        } catch (IOException e) {
            breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            throw e;
        } catch (InterruptedException | RuntimeException e) {
            breaker.releasePermission();
            throw e;
        }
    }
}
