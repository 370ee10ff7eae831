package io.tifl.coordinator.store;

/** Another coordinator has taken the lead since: whoever gets this must stop leading, and changed nothing. */
public final class FencedException extends StoreException {
    private static final long serialVersionUID = 1L;

    FencedException(Lease lease, String holder, long epoch) {
        super(
                Reason.FENCED,
                "'" + holder + "' leads since epoch " + epoch + "; '" + lease.holder() + "' held epoch "
                        + lease.epoch());
    }
}
