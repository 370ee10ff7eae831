package io.tifl.protocol.kafka;

/**
 * Where in {@link Topics#models} a model is, so that whoever needs it goes there at once.
 *
 * @param offset of its first piece; the others follow, perhaps with pieces of other models between them
 * @param digest of the whole message
 * @param length of the whole message in bytes
 */
public record ModelPlace(int partition, long offset, String digest, int length) {}
