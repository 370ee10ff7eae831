package io.tifl.coordinator.store;

/**
 * Something that a part of the service keeps.
 *
 * @param id unique within its collection
 * @param label by which documents are listed, such as a status; may be empty
 * @param revision counts its changes from 1
 */
@SuppressWarnings("ArrayRecordComponent") // read once, and never compared
public record Document(String id, String label, long revision, byte[] content) {}
