package io.tifl.protocol.transport;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** How long to wait, as locks want it: 292 years stand for longer. */
final class Nanos {
    private Nanos() {}

    static long of(Duration wait) {
        try {
            return wait.toNanos();
        } catch (ArithmeticException _) {
            return wait.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    static long until(Instant deadline, Instant now) {
        try {
            return of(Duration.between(now, deadline));
        } catch (ArithmeticException | DateTimeException _) {
            return deadline.isAfter(now) ? Long.MAX_VALUE : 0;
        }
    }
}
