package io.tifl.coordinator.app;

import io.tifl.coordinator.http.OrderDesk;
import java.util.Optional;

/** A further way by which devices come to the desk while this coordinator leads. */
@FunctionalInterface
interface Bridge {
    /** Nobody comes but over HTTP. */
    Bridge NONE = (_, _) -> () -> {};

    /**
     * Opens the way, until it is closed.
     *
     * @param epoch of the lead
     */
    Open open(OrderDesk desk, long epoch);

    /** A way that is open. */
    @FunctionalInterface
    interface Open extends AutoCloseable {
        @Override
        void close();

        /** Why nobody is served by this way yet, and what to do; empty if somebody is. */
        default Optional<String> trouble() {
            return Optional.empty();
        }
    }
}
