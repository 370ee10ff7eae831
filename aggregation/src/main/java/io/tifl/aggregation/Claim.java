package io.tifl.aggregation;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import java.util.Optional;

/**
 * What comes with one update: who sends it, and what it says of itself. Rules believe only what they check.
 *
 * @param client who sends it, each once in a round; empty where that does not matter
 * @param weight training examples, at least 1
 * @param metrics of the client's reply, such as its {@code steps}
 * @param discount what the coordinator multiplies its change by, because it began with a model that is not the latest: above 0,
 *     at most 1. Only {@link io.tifl.aggregation.wrapper.WrappedRule} does that
 */
public record Claim(Optional<ClientId> client, long weight, Metrics metrics, double discount) {
    public Claim {
        if (!(discount > 0 && discount <= 1)) {
            throw new IllegalArgumentException("a discount must lie above 0 and at most at 1, got " + discount);
        }
    }

    /** A weight and nothing else. */
    public static Claim of(long weight) {
        return new Claim(Optional.empty(), weight, Metrics.none(), 1);
    }

    /** What a client of the present round says. */
    public static Claim of(ClientId client, long weight, Metrics metrics) {
        return new Claim(Optional.of(client), weight, metrics, 1);
    }

    /** The same with another weight. */
    public Claim withWeight(long other) {
        return new Claim(client, other, metrics, discount);
    }

    /** The same with another discount. */
    public Claim withDiscount(double other) {
        return new Claim(client, weight, metrics, other);
    }
}
