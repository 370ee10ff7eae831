package io.tifl.tiering;

import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Source;

/** What clients showed, of one stored plan while its parts are read. Confined to one thread. */
final class StoredUtilities {
    private final StoredLongs shown = new StoredLongs();
    private final StoredLongs seen = new StoredLongs();
    private final StoredLongs places = new StoredLongs();
    private final StoredLongs pace = new StoredLongs();
    private boolean known;

    /** @param told whether the part tells of it */
    void apply(Source part, boolean told) throws MalformedMessageException {
        if (known && !told) {
            throw new MalformedMessageException("what clients showed is missing from a part");
        }
        known = told;
        if (told) {
            shown.apply(part, "what clients showed");
            seen.apply(part, "when clients took part");
            places.apply(part, "places by utility");
            pace.apply(part, "pace");
        }
    }

    /** @throws IllegalArgumentException if it cannot be so */
    Utilities of(int clients) throws MalformedMessageException {
        if (!known) {
            return Utilities.none();
        }
        if (shown.size() > clients || pace.size() == 0) {
            throw new MalformedMessageException(
                    clients + " clients cannot have shown what " + shown.size() + " did, at a pace of " + pace.size());
        }
        return Utilities.restored(shown.done(), seen.done(), places.done(), pace.done());
    }
}
