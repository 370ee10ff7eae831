package io.tifl.coordinator.store;

import io.tifl.coordinator.observe.Metric;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Deletes blobs that no row refers to, and never one that a row refers to. Thread-safe. */
final class BlobCollector {
    private static final int AT_ONCE = 200;
    private static final String REFERRED = "select 1 where exists (select 1 from model where blob = ?)"
            + " or exists (select 1 from optimizer_vector where blob = ?)"
            + " or exists (select 1 from plan_part where blob = ?)"
            + " or exists (select 1 from reply where blob = ?)";

    // A blob precedes its row; those that wait for theirs are left alone, though deleting one would only cost writing
    // it
    // again.
    private static final Duration YOUNG = Duration.ofHours(1);

    private final Database database;
    private final Blobs blobs;
    private final InstantSource clock;

    BlobCollector(Database database, Blobs blobs, InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.clock = clock;
    }

    /** Looks at all blobs that are older than an hour; returns how many it deleted. */
    int sweep(Lease lease) throws StoreException {
        database.change(transaction -> transaction.fence(lease));
        try {
            return collect(lease, blobs.writtenBefore(clock.instant().minus(YOUNG)));
        } catch (IOException e) {
            throw database.faults().of(e);
        }
    }

    /** Deletes those of some blobs that no row refers to; returns how many. */
    int collect(Lease lease, List<String> candidates) throws StoreException {
        int deleted = 0;
        for (int from = 0; from < candidates.size(); from += AT_ONCE) {
            List<String> some = candidates.subList(from, Math.min(candidates.size(), from + AT_ONCE));
            deleted += database.write(transaction -> {
                transaction.fenceAlone(lease);
                List<String> unreferred = unreferred(transaction, some);
                blobs.delete(transaction, unreferred);
                return unreferred.size();
            });
        }
        database.meters().add(Metric.BLOBS_DELETED, deleted);
        return deleted;
    }

    private static List<String> unreferred(Transaction transaction, List<String> names) throws SQLException {
        List<String> unreferred = new ArrayList<>();
        for (String name : names) {
            if (!transaction.exists(REFERRED, name, name, name, name)) {
                unreferred.add(name);
            }
        }
        return unreferred;
    }
}
