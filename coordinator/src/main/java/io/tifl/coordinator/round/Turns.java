package io.tifl.coordinator.round;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;

/**
 * Whose turn it is: each client's comes every so many rounds and in no other round, whatever happens in between. Nothing has to
 * be kept for that.
 *
 * @param every at least 1; with 1 it is always everybody's turn
 */
record Turns(Seed seed, long every) {
    boolean isOf(ClientId client, long round) {
        return Math.floorMod(seed.child(client.value()).value(), every) == Math.floorMod(round, every);
    }
}
