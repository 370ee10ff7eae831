package io.tifl.coordinator.round;

/**
 * Where a state is kept in the midst of a round: its privacy ledger was entered something, before anything of the round is shown; or,
 * where rounds overlap, orders are about to go out, so that no reply comes to one that nobody remembers.
 */
@FunctionalInterface
public interface StateKeeper {
    /**
     * Keeps it; what is kept when this returns survives any crash.
     *
     * @param state that the round began with, but for the ledger, or for its orders: all that are out or about to go, and those of
     *     them whose answers are in no model yet
     * @throws RuntimeException if it cannot be kept: nothing of the round is shown, and no order goes out, then
     */
    void keep(Federation state);

    /** Told at once what became of a client's reply, or that none is waited for any more; nothing is kept of it. */
    default void judged(ClientReport report) {}
}
