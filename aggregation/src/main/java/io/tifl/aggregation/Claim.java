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
 */
public record Claim(Optional<ClientId> client, long weight, Metrics metrics) {
    /** A weight and nothing else. */
    public static Claim of(long weight) {
        return new Claim(Optional.empty(), weight, Metrics.none());
    }

    /** What a client of the present round says. */
    public static Claim of(ClientId client, long weight, Metrics metrics) {
        return new Claim(Optional.of(client), weight, metrics);
    }

    /** The same with another weight. */
    public Claim withWeight(long other) {
        return new Claim(client, other, metrics);
    }
}
