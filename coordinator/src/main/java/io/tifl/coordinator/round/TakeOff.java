package io.tifl.coordinator.round;

/** Where a state is kept whose orders are about to go out, where rounds overlap. */
@FunctionalInterface
public interface TakeOff {
    /**
     * Keeps it; what is kept when this returns survives any crash, so that no reply comes to an order that nobody remembers.
     *
     * @param before the state that the round began with, but for the orders: all that are out or about to go, and those of them
     *     whose answers are in no model yet
     * @throws RuntimeException if it cannot be kept: the orders do not go out then
     */
    void keep(Federation before);
}
