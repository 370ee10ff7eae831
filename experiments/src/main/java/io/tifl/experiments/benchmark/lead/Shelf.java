package io.tifl.experiments.benchmark.lead;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a leader's documents lie. What is acknowledged by returning survives any crash; what fails changes nothing.
 * Thread-safe.
 */
public interface Shelf {
    /**
     * A document.
     *
     * @param label by which documents are listed
     * @param revision counts its changes from 1
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, and never compared
    record Sheet(String id, String label, long revision, byte[] content) {}

    /**
     * Adds a document, of revision 1.
     *
     * @return false if there is one of this id; nothing is changed then
     */
    boolean create(String collection, String id, String label, byte[] content) throws IOException;

    /**
     * Replaces a document if it is still of the revision that was read; it has the next one then.
     *
     * @return false if it is not; nothing is changed then
     */
    boolean replace(String collection, String id, long revision, String label, byte[] content) throws IOException;

    /** Without effect if there is none. */
    void delete(String collection, String id) throws IOException;

    Optional<Sheet> get(String collection, String id) throws IOException;

    /**
     * Documents in the order of their ids.
     *
     * @param label empty for all
     * @param after those that follow this id; empty for the first page
     * @param limit at most so many
     */
    List<Sheet> page(String collection, Optional<String> label, Optional<String> after, int limit) throws IOException;
}
