package io.tifl.coordinator.store;

import io.tifl.protocol.JobId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The versions of models that are kept, readable by all. Thread-safe. */
public final class Models {
    private final Database database;
    private final Blobs blobs;

    Models(Database database, Blobs blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    /** A version of a job's model; empty if there is none or it was given up. */
    public Optional<StoredModel> get(JobId job, long version) throws StoreException {
        return database.read(transaction -> transaction.first(
                "select version, blob, length from model where job = ? and version = ?",
                this::model,
                job.value(),
                version));
    }

    /** The newest version of a job's model; empty before its first state is there. */
    public Optional<StoredModel> latest(JobId job) throws StoreException {
        return database.read(transaction -> transaction.first(
                "select version, blob, length from model where job = ? order by version desc limit 1",
                this::model,
                job.value()));
    }

    /** All versions that are kept, newest first. */
    public List<StoredModel> all(JobId job) throws StoreException {
        return database.read(transaction -> transaction.list(
                "select version, blob, length from model where job = ? order by version desc",
                this::model,
                job.value()));
    }

    private StoredModel model(Row row) throws SQLException {
        String name = row.text("blob");
        return new StoredModel(row.number("version"), name, row.number("length"), offset -> blobs.open(name, offset));
    }
}
