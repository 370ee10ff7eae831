package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.List;
import java.util.OptionalInt;

/**
 * The clients of one round.
 *
 * @param tier index of the tier they were drawn from, 0 the fastest; empty if the policy ignores tiers
 * @param clients distinct, in the order drawn; empty if no client can be asked
 */
public record Cohort(OptionalInt tier, List<ClientId> clients) {
    public Cohort {
        clients = List.copyOf(clients);
    }
}
