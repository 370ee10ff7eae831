package io.tifl.experiments.fleet;

import static java.util.Objects.requireNonNull;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a worker says once a second, and when something changes.
 *
 * @param worker its name: host, process, and chance
 * @param session it is at; empty if none
 * @param threads that work at once
 * @param detail why it refuses; else empty
 * @param partitions of the units that it reads
 * @param units it has at hand, by number
 */
record Presence(
        String worker,
        String session,
        int threads,
        State state,
        String detail,
        List<Integer> partitions,
        List<Long> units) {
    // It is read from the wire, where null marking does not reach.
    Presence {
        requireNonNull(worker, "worker");
        requireNonNull(session, "session");
        requireNonNull(state, "state");
        requireNonNull(detail, "detail");
        partitions = List.copyOf(partitions);
        units = List.copyOf(units);
        if (threads < 1) {
            throw new IllegalArgumentException("a worker has at least 1 thread, got " + threads);
        }
    }

    enum State {
        PREPARING,
        READY,
        REFUSES,
        LEAVES
    }

    byte[] encode() {
        return JsonMapper.shared().writeValueAsBytes(this);
    }

    /** @throws IllegalArgumentException if it is none */
    static Presence parse(byte[] record) {
        try {
            return requireNonNull(JsonMapper.shared().readValue(record, Presence.class), "null");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no presence: " + e.getOriginalMessage(), e);
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("no presence: " + e.getMessage(), e);
        }
    }
}
