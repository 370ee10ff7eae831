package io.tifl.coordinator.store;

/** What an operator may do, each what the one before may and more. */
public enum Role {
    /** Look. */
    VIEWER,
    /** Create, pause and stop jobs; enrol and bar clients. */
    OPERATOR,
    /** Issue and revoke operators' tokens. */
    ADMIN
}
