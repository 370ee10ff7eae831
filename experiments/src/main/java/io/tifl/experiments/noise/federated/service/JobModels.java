package io.tifl.experiments.noise.federated.service;

import io.tifl.coordinator.store.JobStatus;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoredModel;
import io.tifl.experiments.noise.federated.RobustnessModels;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.Set;

/** The models that the coordinator's jobs trained. */
record JobModels(Store store) implements RobustnessModels {
    private static final Set<JobStatus> OVER = Set.of(JobStatus.COMPLETED, JobStatus.STOPPED, JobStatus.FAILED);

    private static final WireFormat FORMAT =
            new WireFormat(WireLimits.defaults().withMaxMessageBytes(Integer.MAX_VALUE - 8));

    @Override
    public GlobalModel get(JobId job, long version) throws IOException {
        StoredModel stored = store.models()
                .get(job, version)
                .orElseThrow(() -> new IllegalArgumentException(
                        "version " + version + " of the model of job " + job + " is not kept, or not any more"));
        try (InputStream content = stored.open(0)) {
            if (FORMAT.decode(content.readAllBytes()) instanceof WireMessage.Model(GlobalModel model)) {
                return model;
            }
            throw new IOException("what is kept as the model of job " + job + " is something else");
        } catch (MalformedMessageException e) {
            throw new IOException(
                    "version " + version + " of the model of job " + job + " is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public OptionalLong newest(JobId job) throws IOException {
        return store.models().latest(job).stream()
                .mapToLong(StoredModel::version)
                .findFirst();
    }

    @Override
    public OptionalLong next(JobId job, long version) throws IOException {
        return store.models().all(job).stream()
                .mapToLong(StoredModel::version)
                .filter(one -> one > version)
                .min();
    }

    @Override
    public boolean isOver(JobId job) throws IOException {
        return OVER.contains(store.jobs()
                .get(job)
                .orElseThrow(() -> new IllegalArgumentException("there is no job '" + job + "'"))
                .status());
    }
}
