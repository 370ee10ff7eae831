package io.tifl.coordinator.app;

import io.tifl.coordinator.http.ModelVersions;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoredModel;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The models of the store, and of each job the one whose state is about to be kept. Thread-safe. */
final class OfferedModels implements ModelVersions {
    private static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());

    private final ConcurrentMap<JobId, StoredModel> offered = new ConcurrentHashMap<>();
    private final Store store;

    OfferedModels(Store store) {
        this.store = store;
    }

    void offer(JobId job, StoredModel model) {
        offered.put(job, model);
    }

    /** As above, of a model that is in memory. */
    void offer(JobId job, GlobalModel model) {
        byte[] message = FORMAT.encode(new WireMessage.Model(model));
        String sha256 = HexFormat.of().formatHex(sha256(message));
        offer(job, new StoredModel(model.version(), sha256, message.length, offset -> channel(message, offset)));
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static ReadableByteChannel channel(byte[] message, long offset) {
        int from = Math.toIntExact(offset);
        return Channels.newChannel(new ByteArrayInputStream(message, from, message.length - from));
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
