package io.tifl.coordinator.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Who of several coordinators on one database leads. All times are those of the database's clock, so clocks of machines may
 * differ. Thread-safe.
 *
 * <p>A leader renews its lease well before it runs out. One that did not, and was succeeded, finds out at its next commit or
 * journal entry: these carry the epoch, and fail with a {@link FencedException} if there is a newer one.
 */
public final class Leadership {
    private final Database database;

    Leadership(Database database) {
        this.database = database;
    }

    /**
     * Takes the lead if nobody has it, or if the last lease has run out.
     *
     * @param holder names this coordinator; whoever holds the lease under the same name is taken for an earlier life of this
     *     one and succeeded at once
     * @param length of the lease
     * @return empty if another coordinator leads
     */
    public Optional<Lease> tryAcquire(String holder, Duration length) throws StoreException {
        return database.write(transaction -> {
            int taken = transaction.update(
                    "update lease set holder = ?, epoch = epoch + 1, expires = " + transaction.dialect().nowMillis
                            + " + ? where expires <= " + transaction.dialect().nowMillis + " or holder = ?",
                    holder,
                    length.toMillis(),
                    holder);
            return taken == 0
                    ? Optional.empty()
                    : transaction.first("select epoch from lease", row -> new Lease(holder, row.number("epoch")));
        });
    }

    /**
     * Makes the lease last from now on.
     *
     * @return false if another coordinator leads by now: stop leading
     */
    public boolean renew(Lease lease, Duration length) throws StoreException {
        return database.write(transaction -> transaction.update(
                        "update lease set expires = " + transaction.dialect().nowMillis + " + ? where epoch = ?",
                        length.toMillis(),
                        lease.epoch())
                > 0);
    }

    /** Lets others take the lead at once; without effect if another has it. */
    public void resign(Lease lease) throws StoreException {
        database.change(transaction ->
                transaction.update("update lease set holder = '', expires = 0 where epoch = ?", lease.epoch()));
    }

    /** Who leads; empty if nobody does. */
    public Optional<Lease> current() throws StoreException {
        return database.read(transaction -> transaction.first(
                "select holder, epoch from lease where expires > " + transaction.dialect().nowMillis,
                row -> new Lease(row.text("holder"), row.number("epoch"))));
    }
}
