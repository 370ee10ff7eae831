package io.tifl.aggregation;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A running reduction of updates. Confined to one thread; shards run one each and merge.
 *
 * <p>For a linear rule the result has the same bits for any order of {@link #add} and any partition into merged
 * accumulators, and memory does not grow with the number of updates.
 */
public interface Accumulator extends AutoCloseable {
    /**
     * Adds one update.
     *
     * @param claim with a weight of at least 1
     * @throws IllegalArgumentException if layout, claim or a value lies outside what this accumulator was opened for; the
     *     accumulator is then unchanged
     */
    void add(Claim claim, Parameters change);

    /**
     * Adds one update as it came, if this is possible without decoding it and certain from a look at it that no value lies
     * outside of what this accumulator was opened for; otherwise nothing changes, and the update must be decoded.
     *
     * <p>The result has the same bits either way.
     *
     * @param codec the update names
     * @return whether the update was added
     * @throws IllegalArgumentException as {@link #add} does
     * @throws MalformedUpdateException if its bytes are no valid encoding; the accumulator is then unchanged
     */
    default boolean addEncoded(Claim claim, UpdateCodec codec, EncodedUpdate update) throws MalformedUpdateException {
        return false;
    }

    /** Adds one update that claims a weight and nothing else. */
    default void add(Parameters change, long weight) {
        add(Claim.of(weight), change);
    }

    /** Adds one update as it came that claims a weight and nothing else, if it can be added so. */
    default boolean addEncoded(UpdateCodec codec, EncodedUpdate update, long weight) throws MalformedUpdateException {
        return addEncoded(Claim.of(weight), codec, update);
    }

    /** Why an update with this claim cannot be added, for people; empty if the claim is no obstacle. */
    default Optional<String> objection(Claim claim) {
        return Optional.empty();
    }

    /**
     * Adds everything another accumulator of the same rule, layout and limits holds; the other is not changed.
     *
     * @throws IllegalArgumentException if it is of another kind; this accumulator is then unchanged
     */
    void merge(Accumulator other);

    /**
     * How many bytes {@link #write} makes, for someone to weigh them against those of the updates.
     *
     * @return empty if the rule has no sum that could be written, because it needs every update
     */
    default OptionalLong writtenBytes() {
        return OptionalLong.empty();
    }

    /**
     * Everything it holds, to be merged into another accumulator of the same rule, layout and limits, in this process or
     * another.
     *
     * @throws UnsupportedOperationException if the rule has no sum that could be written
     * @throws OutOfMemoryError if it does not fit an array
     */
    default byte[] write() {
        throw new UnsupportedOperationException("this rule needs every update");
    }

    /**
     * Adds everything another accumulator of the same rule, layout and limits {@linkplain #write wrote}.
     *
     * @throws IllegalArgumentException if it is of another kind or damaged; this accumulator is then unchanged
     * @throws UnsupportedOperationException if the rule has no sum that could be written
     */
    default void mergeWritten(ByteBuffer written) {
        throw new UnsupportedOperationException("this rule needs every update");
    }

    /** How many updates went in. */
    int updates();

    /** Whether {@link #finish} can tell anything from what was added so far. */
    default boolean suffices() {
        return updates() > 0;
    }

    /**
     * The reduction of what was added; the accumulator can go on afterwards.
     *
     * @throws IllegalStateException if what was added does not suffice
     */
    Aggregate finish();

    /** Frees what it holds outside of the heap; only {@link #updates} can be asked then. Closing it again changes nothing. */
    @Override
    default void close() {}
}
