package io.tifl.coordinator.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/**
 * One version of a job's model, as the bytes devices fetch: a message of kind 1 of the wire format. Immutable and
 * thread-safe.
 *
 * @param sha256 of the bytes, in lower-case hexadecimal
 * @param length in bytes
 */
public record StoredModel(long version, String sha256, long length, Opener content) {
    /** Opens the bytes. */
    @FunctionalInterface
    public interface Opener {
        ReadableByteChannel open(long offset) throws IOException;
    }

    /**
     * The bytes from an offset on, to be closed. If the version is given up meanwhile, reading goes on to the end or fails; it
     * never ends early without an exception.
     *
     * @param offset 0 to {@code length}
     * @throws java.nio.file.NoSuchFileException if the version was given up since
     */
    public ReadableByteChannel channel(long offset) throws IOException {
        if (offset < 0 || offset > length) {
            throw new IllegalArgumentException("the model has " + length + " bytes, none at " + offset);
        }
        return content.open(offset);
    }

    /** As {@link #channel}, as a stream. */
    public InputStream open(long offset) throws IOException {
        return Channels.newInputStream(channel(offset));
    }
}
