package io.tifl.experiments.noise.federated;

import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.util.OptionalLong;

/** The models of jobs, which evaluations look at. Thread-safe. */
public interface RobustnessModels {
    /**
     * A version of a job's model.
     *
     * @throws IllegalArgumentException if it is not there, or not any more
     * @throws IOException if it cannot be read now
     */
    GlobalModel get(JobId job, long version) throws IOException;

    /** The newest version; empty if the job has none yet. */
    OptionalLong newest(JobId job) throws IOException;

    /** The version that follows this one among those that are there; empty if there is none yet. */
    OptionalLong next(JobId job, long version) throws IOException;

    /**
     * Whether the job makes no more models.
     *
     * @throws IllegalArgumentException if there is no such job
     */
    boolean isOver(JobId job) throws IOException;
}
