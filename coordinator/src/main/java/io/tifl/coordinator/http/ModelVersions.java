package io.tifl.coordinator.http;

import io.tifl.protocol.JobId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** The models of all jobs, by version, as messages of the wire format. Thread-safe. */
public interface ModelVersions {
    /**
     * A version of a model.
     *
     * @param tag names its content: no other has the same
     * @param bytes of the whole message
     * @param open opens it for reading, at its beginning
     */
    record Version(String tag, long bytes, Opening open) {}

    /** Opens a file. */
    @FunctionalInterface
    interface Opening {
        FileChannel open() throws IOException;
    }

    /** A version; empty if the job has none of this number, or no longer. */
    Optional<Version> find(JobId job, long version) throws IOException;
}
