package io.tifl.coordinator.app;

import io.tifl.coordinator.http.ModelVersions;
import io.tifl.coordinator.store.Store;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The models of the store, and of each job the one that is about to be stored. Thread-safe. */
final class OfferedModels implements ModelVersions {
    private final ConcurrentMap<JobId, Offered> offered = new ConcurrentHashMap<>();
    private final Store store;
    private final WireFormat format;

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Offered(long version, byte[] message) {}

    OfferedModels(Store store, WireFormat format) {
        this.store = store;
        this.format = format;
    }

    void offer(JobId job, GlobalModel model) {
        offered.put(job, new Offered(model.version(), format.encode(new WireMessage.Model(model))));
    }

    void withdraw(JobId job) {
        offered.remove(job);
    }

    @Override
    public Optional<Version> find(JobId asked, long number) throws IOException {
        JobId job = whole(asked);
        Offered unstored = offered.get(job);
        if (unstored != null && unstored.version() == number) {
            byte[] message = unstored.message();
            return Optional.of(new Version(ClientKey.digest(message), message.length, offset -> from(message, offset)));
        }
        return store.models().get(job, number).map(model -> new Version(model.sha256(), model.length(), model::open));
    }

    private static InputStream from(byte[] bytes, long offset) {
        return new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset);
    }

    /** Profiling and evaluation are jobs of their own on the model of the whole. */
    static JobId whole(JobId job) {
        int colon = job.value().indexOf(':');
        return colon < 0 ? job : new JobId(job.value().substring(0, colon));
    }
}
