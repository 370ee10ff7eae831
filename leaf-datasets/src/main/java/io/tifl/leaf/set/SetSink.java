package io.tifl.leaf.set;

import java.io.IOException;

/** Takes a set, user by user and example by example, in order. Confined to one thread. */
public interface SetSink {
    /** What examples carry that have no note. */
    byte[] NO_NOTE = {};

    /**
     * Begins a user: the examples that follow are theirs, until the next user begins. A user without examples is kept.
     *
     * @param hierarchy what LEAF calls so, the play of a character in Shakespeare; empty where there is none
     * @throws IOException if there was a user of this name before, or nothing can be written
     */
    void user(String id, String hierarchy) throws IOException;

    /**
     * The next example of the user. Arrays are read before this returns and may be written again afterwards.
     *
     * @param features as {@link Form#features()} says, each number little-endian, row-major
     * @param labels as {@link Form#labels()} says, in the same way
     * @param note UTF-8; {@link #NO_NOTE} where {@link Form#notes()} is false
     * @throws IllegalArgumentException if an array has another length than the form says
     * @throws IOException if a label is not a class, a feature is not finite, or nothing can be written
     */
    void example(byte[] features, byte[] labels, byte[] note) throws IOException;
}
