package io.tifl.coordinator.http;

import io.tifl.protocol.JobId;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** The models of all jobs, by version, as messages of the wire format. Thread-safe. */
public interface ModelVersions {
    /**
     * A version of a model.
     *
     * @param sha256 of the whole message, in lower-case hexadecimal
     * @param bytes of the whole message
     * @param opening opens it for reading
     */
    record Version(String sha256, long bytes, Opening opening) {}

    /** Opens a message for reading from an offset on. */
    @FunctionalInterface
    interface Opening {
        ReadableByteChannel open(long offset) throws IOException;
    }

    /** A version; empty if the job has none of this number, or no longer. */
    Optional<Version> find(JobId job, long version) throws IOException;
}
