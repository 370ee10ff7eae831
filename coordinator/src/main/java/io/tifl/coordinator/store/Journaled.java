package io.tifl.coordinator.store;

/** What the journal says to a reply. */
public enum Journaled {
    /** The first answer to its task: it is kept. */
    FIRST,
    /** This very reply is there already. */
    SAME,
    /** Another reply to the task is there already; this one is not kept. */
    OTHER,
    /** The round is over; it is not kept. */
    CLOSED
}
