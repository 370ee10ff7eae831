package io.tifl.experiments.fleet;

import static java.util.Objects.requireNonNull;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a replay says once a second: that it is there, and what is to be known of the clients it wants worked for.
 *
 * @param format of all a fleet's records
 * @param fleet drawn by the replay when it started
 * @param startedAt by its clock, in milliseconds: of two replays the later yields
 * @param session names the work among all there ever were
 * @param work what {@link Preparation} makes clients of
 * @param openFrom units with lower numbers are not waited for any more
 * @param over whether it has ended
 */
record Announcement(
        int format, String fleet, long startedAt, String session, String work, long openFrom, boolean over) {
    static final int FORMAT = 1;

    // It is read from the wire, where null marking does not reach.
    Announcement {
        requireNonNull(fleet, "fleet");
        requireNonNull(session, "session");
        requireNonNull(work, "work");
    }

    byte[] encode() {
        return JsonMapper.shared().writeValueAsBytes(this);
    }

    /** @throws IllegalArgumentException if it is none */
    static Announcement parse(byte[] record) {
        try {
            return requireNonNull(JsonMapper.shared().readValue(record, Announcement.class), "null");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no announcement: " + e.getOriginalMessage(), e);
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("no announcement: " + e.getMessage(), e);
        }
    }

    boolean earlierThan(Announcement other) {
        return startedAt != other.startedAt ? startedAt < other.startedAt : fleet.compareTo(other.fleet) < 0;
    }
}
