package io.tifl.tiering;

import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Source;

/** What clients said of their data, of one stored plan while its parts are read. Confined to one thread. */
final class StoredHoldings {
    private final StoredLongs said = new StoredLongs();
    private final StoredLongs places = new StoredLongs();
    private boolean known;

    /** @param told whether the part tells of it */
    void apply(Source part, boolean told) throws MalformedMessageException {
        if (known && !told) {
            throw new MalformedMessageException("what clients said of their data is missing from a part");
        }
        known = told;
        if (told) {
            said.apply(part, "what clients said");
            places.apply(part, "places by examples");
        }
    }

    /** @throws IllegalArgumentException if it cannot be so */
    Holdings of(int clients) throws MalformedMessageException {
        if (!known) {
            return Holdings.none();
        }
        if (said.size() > clients) {
            throw new MalformedMessageException(
                    clients + " clients cannot have said what " + said.size() + " did of their data");
        }
        return Holdings.restored(said.done(), places.done());
    }
}
