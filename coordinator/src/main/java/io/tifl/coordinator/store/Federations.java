package io.tifl.coordinator.store;

import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.FederationStore;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.store.Blobs.Blob;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of federated jobs, written by the one coordinator that leads.
 *
 * <p>Only what a round changed is written: a model that stayed, an optimiser's vector that stayed and the clients a round did
 * not look at are not. Thread-safe; commits of one job come one after the other.
 */
public final class Federations implements FederationStore {
    private static final Logger LOG = LoggerFactory.getLogger(Federations.class);

    private final Database database;
    private final Blobs blobs;
    private final BlobCollector collector;
    private final FederationRows rows;
    private final FederationReader reader;
    private final Lease lease;
    private final Map<JobId, Kept> known = new ConcurrentHashMap<>();
    private final Map<JobId, Prepared> prepared = new ConcurrentHashMap<>();

    /** A model that is written, but belongs to no state yet. */
    private record Prepared(GlobalModel model, Blob blob) {}

    Federations(Database database, Blobs blobs, BlobCollector collector, FederationRows rows, Lease lease) {
        this.database = database;
        this.blobs = blobs;
        this.collector = collector;
        this.rows = rows;
        this.reader = new FederationReader(database, blobs);
        this.lease = lease;
    }

    /**
     * Writes the model of a state that is yet to come, so that it can be read before; the state that is kept next does not
     * write it again if its model is this very one. Should none be kept, the model is swept away in an hour or later.
     */
    public StoredModel prepare(JobId job, GlobalModel model) throws StoreException {
        Blob blob = written(() -> StoredParameters.write(blobs, model));
        prepared.put(job, new Prepared(model, blob));
        String name = blob.name();
        return new StoredModel(model.version(), name, blob.length(), offset -> blobs.open(name, offset));
    }

    /**
     * Keeps the state a job starts from, so that nothing it was made of is needed again.
     *
     * @return false if the job has a state already; nothing is changed then
     */
    public boolean begin(Federation first) throws StoreException {
        if (hasState(first.job())) {
            return false;
        }
        save(first, Optional.empty());
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * <p>With it go the journaled replies to rounds that are over, and versions of the model beyond the retention. If the
     * connection breaks while the database confirms, the state may be there although this throws: {@link #latest} tells.
     *
     * @throws FencedException if another coordinator took the lead; nothing is changed
     * @throws IllegalStateException if a later round was committed before, or the model's version with other content
     */
    @Override
    public void commit(Outcome outcome) throws StoreException {
        save(outcome.after(), Optional.of(outcome.report()));
    }

    /**
     * Keeps a state whose clients, or what it has cost them, changed between two rounds.
     *
     * @throws FencedException if another coordinator took the lead; nothing is changed
     */
    public void update(Federation state) throws StoreException {
        save(state, Optional.empty());
    }

    private boolean hasState(JobId job) throws StoreException {
        return database.read(transaction -> transaction.exists("select 1 from federation where job = ?", job.value()));
    }

    private void save(Federation after, Optional<RoundReport> report) throws StoreException {
        Optional<Kept> before = Optional.ofNullable(known.remove(after.job()));
        Optional<Blob> model = prepared(after);
        long lastPart = lastPart(after.job(), before);
        Addition addition = written(() -> Addition.write(blobs, after, before, model, lastPart));
        var dropped = database.write(transaction -> {
            transaction.fence(lease);
            for (Blob blob : addition.blobs()) {
                database.meters().count(Metric.BLOBS_WRITTEN, "model");
                database.meters().add(Metric.BLOB_BYTES, blob.length(), "model");
                blobs.ensure(transaction, blob);
            }
            return rows.write(transaction, after, report, addition, before);
        });
        known.put(after.job(), addition.kept());
        try {
            collector.collect(lease, dropped);
        } catch (FencedException e) {
            LOG.debug("committed, then succeeded: blobs that nobody refers to are the next leader's", e);
        } catch (StoreException e) {
            LOG.warn("blobs that nobody refers to stay until the next sweep: {}", e.getMessage());
        }
    }

    private long lastPart(JobId job, Optional<Kept> before) throws StoreException {
        return before.isPresent()
                ? before.get().parts().last()
                : database.read(transaction -> FederationRows.lastPart(transaction, job));
    }

    @SuppressWarnings("ReferenceEquality") // an equal copy is only written again
    private Optional<Blob> prepared(Federation after) {
        return Optional.ofNullable(prepared.remove(after.job()))
                .filter(before -> before.model() == after.model())
                .map(Prepared::blob);
    }

    @FunctionalInterface
    private interface Writing<T> {
        T write() throws IOException;
    }

    private <T> T written(Writing<T> writing) throws StoreException {
        try {
            return writing.write();
        } catch (IOException e) {
            throw database.faults().of(e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws StoreException with {@link StoreException.Reason#DAMAGED} if stored bytes are not what was written
     */
    @Override
    public Optional<Federation> latest(JobId job) throws StoreException {
        Optional<FederationReader.Found> found = reader.latest(job);
        found.ifPresent(state -> known.put(job, state.kept()));
        return found.map(FederationReader.Found::federation);
    }
}
