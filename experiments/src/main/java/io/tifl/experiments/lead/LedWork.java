package io.tifl.experiments.lead;

import java.util.Locale;

/**
 * A work as far as it is, such as an evaluation or the fit of a posterior. Immutable.
 *
 * @param <T> the work itself
 */
public interface LedWork<T extends LedWork<T>> {
    /** Of all works of its kind. */
    String name();

    Status status();

    /** The same, over. */
    T ended(Status end, String why);

    default boolean hasEnded() {
        return status() != Status.RUNNING;
    }

    /** Where a work stands. */
    enum Status {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        /** In lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
