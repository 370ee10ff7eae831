package io.tifl.coordinator.round;

/** Why a reply does not count. */
public enum Rejection {
    /** It answers a task nobody asked this client for in this round. */
    UNKNOWN_TASK,
    /** The task was answered before. */
    DUPLICATE,
    /** The client says it failed. */
    FAILED,
    /** It measures where an update was asked for. */
    NO_UPDATE,
    /** It is encoded with another codec than the one ordered. */
    WRONG_CODEC,
    /** It belongs to a model of another layout. */
    WRONG_LAYOUT,
    /** Its bytes are not what the codec writes. */
    MALFORMED,
    /** It holds NaN or an infinite value. */
    NOT_FINITE,
    /** A value is larger than the recipe allows. */
    TOO_LARGE,
    /** It claims fewer than one or more examples than the recipe allows. */
    ABSURD_WEIGHT,
    /** It does not say what the aggregation rule needs to know, such as the number of steps, or nothing to be believed. */
    ABSURD_CLAIM,
    /** It was to be part of a sum under masks, and there was none. */
    NO_SUM,
    /** It began with a model that has moved on too far since. */
    STALE
}
