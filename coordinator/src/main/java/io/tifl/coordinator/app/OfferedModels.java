package io.tifl.coordinator.app;

import io.tifl.coordinator.http.ModelVersions;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoredModel;
import io.tifl.protocol.JobId;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The models of the store, and of each job the one whose state is about to be kept. Thread-safe. */
final class OfferedModels implements ModelVersions {
    private final ConcurrentMap<JobId, StoredModel> offered = new ConcurrentHashMap<>();
    private final Store store;

    OfferedModels(Store store) {
        this.store = store;
    }

    void offer(JobId job, StoredModel model) {
        offered.put(job, model);
    }

    void withdraw(JobId job) {
        offered.remove(job);
    }

    @Override
    public Optional<Version> find(JobId asked, long number) throws IOException {
        JobId job = asked.whole();
        StoredModel early = offered.get(job);
        Optional<StoredModel> found = early != null && early.version() == number
                ? Optional.of(early)
                : store.models().get(job, number);
        return found.map(model -> new Version(model.sha256(), model.length(), model::channel));
    }
}
