package io.tifl.experiments.attack;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.Optional;

/**
 * All that an attacker can know of a round, and more than it could learn in earnest.
 *
 * @param own what it would send if it followed the order, on the examples that it trains on
 * @param honest what the honest clients of the round send; empty if it takes part alone
 * @param attackers what the attackers of the round would send if they followed their orders, itself among them
 * @param lastChange of the model, by the round before; empty in the first
 * @param seed of its chance
 */
public record Scene(
        Parameters own,
        List<Parameters> honest,
        List<Parameters> attackers,
        Optional<Parameters> lastChange,
        Seed seed) {
    public Scene {
        honest = List.copyOf(honest);
        attackers = List.copyOf(attackers);
    }

    /** Those whose updates an attacker reckons with: the honest ones, or its own kind if there are none. */
    List<Parameters> crowd() {
        return honest.isEmpty() ? attackers : honest;
    }
}
