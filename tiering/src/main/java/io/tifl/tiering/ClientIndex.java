package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dense number for every client, and back. Immutable; clients are only ever added.
 *
 * <p>It is a short list of hash tables, each at least twice as large as the next: adding k clients rebuilds only tables
 * that are not much larger than k, so joining one by one costs O(log n) on average and shares the large tables.
 */
final class ClientIndex {
    private static final ClientIndex EMPTY = new ClientIndex(List.of());

    private final List<Segment> segments;

    private ClientIndex(List<Segment> segments) {
        this.segments = segments;
    }

    static ClientIndex empty() {
        return EMPTY;
    }

    int size() {
        return segments.isEmpty() ? 0 : segments.getLast().end();
    }

    /** The number of a client, or -1. */
    int find(ClientId client) {
        for (Segment segment : segments) {
            int found = segment.find(client);
            if (found >= 0) {
                return found;
            }
        }
        return -1;
    }

    ClientId id(int number) {
        for (Segment segment : segments) {
            if (number < segment.end()) {
                return segment.ids[number - segment.first];
            }
        }
        throw new IndexOutOfBoundsException("client " + number + " of " + size());
    }

    /** Whether the first numbers here are those of another index: cheap if this one was made from it. */
    boolean startsWith(ClientIndex other) {
        if (this == other) {
            return true;
        }
        if (other.size() > size()) {
            return false;
        }
        for (int number = 0; number < other.size(); number++) {
            if (!id(number).equals(other.id(number))) {
                return false;
            }
        }
        return true;
    }

    /**
     * This index with more clients, numbered on from {@link #size}.
     *
     * @throws IllegalArgumentException if one is given twice or is known already
     */
    ClientIndex with(ClientId... clients) {
        if (clients.length == 0) {
            return this;
        }
        for (ClientId client : clients) {
            if (find(client) >= 0) {
                throw twice(client);
            }
        }
        List<Segment> kept = new ArrayList<>(segments);
        ClientId[] fresh = clients.clone();
        while (!kept.isEmpty() && kept.getLast().ids.length < 2 * fresh.length) {
            fresh = joined(kept.removeLast().ids, fresh);
        }
        kept.add(new Segment(kept.isEmpty() ? 0 : kept.getLast().end(), fresh));
        return new ClientIndex(List.copyOf(kept));
    }

    private static ClientId[] joined(ClientId[] head, ClientId[] tail) {
        ClientId[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    private static IllegalArgumentException twice(ClientId client) {
        return new IllegalArgumentException("client '" + client + "' is given twice");
    }

    /** An open-addressing table of positions in {@code ids}, plus one; 0 is free. */
    private static final class Segment {
        final int first;
        final ClientId[] ids;
        private final int[] table;

        Segment(int first, ClientId[] ids) {
            this.first = first;
            this.ids = ids;
            this.table = new int[Math.max(2, Integer.highestOneBit(ids.length) * 4)];
            for (int i = 0; i < ids.length; i++) {
                int slot = slot(ids[i]);
                if (table[slot] != 0) {
                    throw twice(ids[i]);
                }
                table[slot] = i + 1;
            }
        }

        int end() {
            return first + ids.length;
        }

        int find(ClientId client) {
            int entry = table[slot(client)];
            return entry == 0 ? -1 : first + entry - 1;
        }

        // The slot of the client, or the free one where it would go.
        private int slot(ClientId client) {
            int hash = client.hashCode() * 0x9e3779b9;
            int slot = (hash ^ (hash >>> 15)) & (table.length - 1);
            while (table[slot] != 0 && !ids[table[slot] - 1].equals(client)) {
                slot = (slot + 1) & (table.length - 1);
            }
            return slot;
        }
    }
}
