package io.tifl.protocol.kafka;

import java.util.Optional;

/**
 * Where in {@link Topics#models} a model is, so that whoever needs it goes there at once.
 *
 * @param offset of its first piece; the others follow, perhaps with pieces of other models between them
 * @param digest of the whole message
 * @param length of the whole message in bytes
 * @param seal of its pieces; empty if they lie there as they are. Who is ordered to use a sealed model seals the reply, too
 */
public record ModelPlace(int partition, long offset, String digest, int length, Optional<Seal> seal) {}
