package io.tifl.coordinator.round;

import java.time.Duration;

/**
 * How many clients a round asks and how long it waits for them.
 *
 * @param clients updates wanted per round, at least 1
 * @param overCommit how many more are asked than are wanted, as a share: 0.3 asks 30 % more and takes the first
 * @param quorum fewest updates that make a round count, 1 to {@code clients}
 * @param deadline longest wait from dispatch
 */
public record Participation(int clients, double overCommit, int quorum, Duration deadline) {
    public Participation {
        if (clients < 1) {
            throw new IllegalArgumentException("a round needs at least 1 client, got " + clients);
        }
        if (!(overCommit >= 0 && overCommit <= 10)) {
            throw new IllegalArgumentException("over-commit must lie in [0, 10], got " + overCommit);
        }
        if (quorum < 1 || quorum > clients) {
            throw new IllegalArgumentException("the quorum must lie in [1, " + clients + "], got " + quorum);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("the deadline must be positive, got " + deadline);
        }
    }

    /** How many clients are asked. */
    int asked() {
        return (int) Math.ceil(clients * (1 + overCommit));
    }
}
