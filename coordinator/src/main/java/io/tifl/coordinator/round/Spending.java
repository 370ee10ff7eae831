package io.tifl.coordinator.round;

/** Where a state is kept whose privacy ledger was entered something, before anything of the round is shown. */
@FunctionalInterface
public interface Spending {
    /**
     * Keeps it; what is kept when this returns survives any crash.
     *
     * @throws RuntimeException if it cannot be kept: nothing of the round is shown then
     */
    void keep(Federation spent);
}
