package io.tifl.coordinator.store;

/** What became of a wish to enrol. */
public sealed interface Enrolment {
    /** The client is enrolled, by this call or by an earlier one that this repeats. */
    record Granted(StoredClient client) implements Enrolment {}

    /** Nobody issued this token. */
    record UnknownToken() implements Enrolment {}

    /** The token was good until a time that has passed. */
    record ExpiredToken() implements Enrolment {}

    /** The token enrolled a client before. */
    record SpentToken() implements Enrolment {}

    /** The wanted id is another client's, or the token is for another id; the token is still good. */
    record NameTaken() implements Enrolment {}
}
