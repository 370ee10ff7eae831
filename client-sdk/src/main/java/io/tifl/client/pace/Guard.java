package io.tifl.client.pace;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.tifl.protocol.transport.RefusedException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Stands in front of whatever is asked of the coordinator: a rate limit keeps a fault on this side from becoming a flood, and
 * a circuit breaker keeps calls back for a while when most of the last ones failed. Thread-safe.
 */
public final class Guard {
    private final CircuitBreaker breaker;
    private final RateLimiter limiter;

    public Guard(CircuitBreaker breaker, RateLimiter limiter) {
        this.breaker = breaker;
        this.limiter = limiter;
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * What the attempt yields. One that the coordinator {@linkplain RefusedException refused} is no failure: it was reached.
     *
     * @param what in words, for the message if it is kept back
     * @throws IOException also if the attempt was kept back
     */
    public <T> T run(String what, Attempt<T> attempt) throws IOException, InterruptedException {
        return run(what, attempt, _ -> false);
    }

    /**
     * As {@link #run(String, Attempt)}.
     *
     * @param isFailure whether what the attempt yielded says that it failed
     */
    public <T> T run(String what, Attempt<T> attempt, Predicate<T> isFailure) throws IOException, InterruptedException {
        admit(what);
        long start = System.nanoTime();
        try {
            T result = attempt.run();
            if (isFailure.test(result)) {
                failed(start, new IOException(what + " failed"));
            } else {
                succeeded(start);
            }
            return result;
        } catch (RefusedException e) {
            succeeded(start);
            throw e;
        } catch (IOException e) {
            failed(start, e);
            throw e;
        } catch (InterruptedException | RuntimeException e) {
            breaker.releasePermission();
            throw e;
        }
    }

    private void admit(String what) throws IOException, InterruptedException {
        if (!limiter.acquirePermission()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before it could " + what);
            }
            throw new IOException("this client asks too often; to " + what + " was kept back");
        }
        if (!breaker.tryAcquirePermission()) {
            throw new IOException("most of the last attempts failed; to " + what + " was kept back");
        }
    }

    private void succeeded(long start) {
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private void failed(long start, IOException why) {
        breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, why);
    }
}
