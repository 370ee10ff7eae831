package io.tifl.coordinator.store;

import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.coordinator.observe.Meters;
import io.tifl.protocol.JobId;
import io.tifl.tiering.TierPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a coordinator keeps over a restart, in one database.
 *
 * <p>Whatever a method acknowledges by returning is durable: it is there after a kill of the process and after a loss of
 * power. What fails changes nothing. Several coordinators may open one store; {@link #leadership} says which of them runs the
 * jobs. All parts are thread-safe, and their methods may be called on virtual threads. Close it last: what is asked of a
 * closed store fails.
 */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private final Database database;
    private final Blobs blobs;
    private final BlobCollector collector;
    private final FederationRows rows;
    private final Clients clients;
    private final InstantSource clock;
    private final SeenWriter seenWriter;

    private Store(Database database, Blobs blobs, StoreSettings settings, InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.collector = new BlobCollector(database, blobs, clock);
        this.rows = new FederationRows(clock, settings.retention());
        this.clients = new Clients(database, clock);
        this.clock = clock;
        this.seenWriter = new SeenWriter(clients);
    }

    /**
     * Opens a store, which is created if it is not there and brought up to date if it is older than this program.
     *
     * @param clock of what is noted with a time, such as when a client enrolled; leases go by the database's own
     * @throws StoreException saying what to do
     */
    public static Store open(StoreSettings settings, InstantSource clock) throws StoreException {
        return open(settings, clock, Meters.none());
    }

    /** As above, with meters of what it does. */
    public static Store open(StoreSettings settings, InstantSource clock, Meters meters) throws StoreException {
        Database database = Pools.open(settings.place(), meters);
        try {
            return new Store(database, blobs(settings.place(), database, clock), settings, clock);
        } catch (IOException e) {
            database.close();
            throw database.faults().of(e);
        }
    }

    private static Blobs blobs(StoreSettings.Place place, Database database, InstantSource clock) throws IOException {
        return switch (place) {
            case StoreSettings.Folder(Path directory) -> FileBlobs.in(directory.resolve("blobs"), clock.instant());
            case StoreSettings.Postgresql _ -> new TableBlobs(database, clock);
        };
    }

    public Leadership leadership() {
        return new Leadership(database);
    }

    public Jobs jobs() {
        return new Jobs(database, clock);
    }

    /** The states of jobs, for the coordinator that leads. It remembers what is stored, so keep one for each lease. */
    public Federations federations(Lease lease) {
        return new Federations(database, blobs, collector, rows, lease);
    }

    /** The tiers of a job as last kept; empty for a job that has not begun. */
    public Optional<TierPlan> tiers(JobId job) throws StoreException {
        return new FederationReader(database, blobs).tiers(job);
    }

    /** What the rounds of a job have cost its clients so far; empty if it has not begun. */
    public Optional<PrivacyLedger> privacy(JobId job) throws StoreException {
        return new FederationReader(database, blobs).privacy(job);
    }

    public Flights flights() {
        return new Flights(database);
    }

    public TierHistory tierHistory() {
        return new TierHistory(database);
    }

    /** The replies to open rounds, for the coordinator that leads. It has a thread of its own: close it with the lease. */
    public ReplyJournal journal(Lease lease) {
        return new ReplyJournal(database, blobs, lease);
    }

    public Models models() {
        return new Models(database, blobs);
    }

    public Reports reports() {
        return new Reports(database);
    }

    public Clients clients() {
        return clients;
    }

    public Enrolments enrolments() {
        return new Enrolments(database, clock);
    }

    public Operators operators() {
        return new Operators(database, clock);
    }

    public Documents documents() {
        return new Documents(database);
    }

    public AuditLog audit() {
        return new AuditLog(database, clock);
    }

    /**
     * Deletes blobs that nothing refers to and that are older than an hour: what crashes left. Commits clear up after
     * themselves, so once when the lead was taken and once a day is enough.
     *
     * @return how many were deleted
     */
    public int sweep(Lease lease) throws StoreException {
        return collector.sweep(lease);
    }

    /**
     * Whether the database answers, for a health check.
     *
     * @throws StoreException if it does not, saying why
     */
    public void ping() throws StoreException {
        database.read(transaction -> transaction.exists("select 1"));
    }

    /** Writes what waits to be written, and closes all connections. */
    @Override
    public void close() {
        seenWriter.close();
        try {
            clients.flush();
        } catch (StoreException e) {
            LOG.warn("who called last is not noted: {}", e.getMessage());
        }
        database.close();
    }
}
