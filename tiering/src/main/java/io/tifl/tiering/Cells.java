package io.tifl.tiering;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Clients sorted into numbered cells, most of which are empty; a client is found again by its cell and position. Immutable: a
 * new version shares all cells that did not change.
 */
@SuppressWarnings("ReferenceEquality") // whether a row is shared is a question of identity
final class Cells {
    private static final int BITS = 8;
    private static final int WIDTH = 1 << BITS;

    private final PersistentLongs[][] rows;

    private Cells(PersistentLongs[][] rows) {
        this.rows = rows;
    }

    static Cells empty(int cells) {
        return new Cells(new PersistentLongs[(cells + WIDTH - 1) >>> BITS][]);
    }

    /** Two numbers in one, such as a cell and a position in it. */
    static long packed(int high, int low) {
        return ((long) high << 32) | (low & 0xffffffffL);
    }

    static int cellOf(long place) {
        return (int) (place >>> 32);
    }

    static int positionOf(long place) {
        return (int) place;
    }

    /**
     * Clients in the order in which they have to be appended to come to their places again.
     *
     * @param places of each client number
     * @param cells how many there are
     * @throws IllegalArgumentException if there is no such cell, or two clients have one place, or places before one are free
     */
    static int[] order(PersistentLongs places, int cells) {
        int clients = places.size();
        int[] ends = new int[cells + 1];
        for (int client = 0; client < clients; client++) {
            int cell = cellOf(places.get(client));
            if (cell < 0 || cell >= cells) {
                throw new IllegalArgumentException("client " + client + " is in cell " + cell + " of " + cells);
            }
            ends[cell + 1]++;
        }
        for (int cell = 0; cell < cells; cell++) {
            ends[cell + 1] += ends[cell];
        }
        int[] order = new int[clients];
        Arrays.fill(order, -1);
        for (int client = 0; client < clients; client++) {
            long place = places.get(client);
            int first = ends[cellOf(place)];
            int members = ends[cellOf(place) + 1] - first;
            boolean free =
                    positionOf(place) >= 0 && positionOf(place) < members && order[first + positionOf(place)] < 0;
            if (!free) {
                throw new IllegalArgumentException("client " + client + " is not where its place says");
            }
            order[first + positionOf(place)] = client;
        }
        return order;
    }

    int size(int cell) {
        return members(cell).size();
    }

    int client(int cell, int position) {
        return (int) members(cell).get(position);
    }

    private PersistentLongs members(int cell) {
        PersistentLongs[] row = rows[cell >>> BITS];
        PersistentLongs members = row == null ? null : row[cell & (WIDTH - 1)];
        return members == null ? PersistentLongs.empty() : members;
    }

    /** Every cell of {@code first} to {@code end - 1} that holds clients, in order. */
    void forEachFilled(int first, int end, IntConsumer action) {
        for (int cell = first; cell < end; cell++) {
            if (rows[cell >>> BITS] == null) {
                cell |= WIDTH - 1;
            } else if (size(cell) > 0) {
                action.accept(cell);
            }
        }
    }

    Editor edit() {
        return new Editor(this);
    }

    /** One series of changes; confined to a thread. */
    static final class Editor {
        private final Cells base;
        private final Map<Integer, PersistentLongs.Editor> touched = new HashMap<>();

        private Editor(Cells base) {
            this.base = base;
        }

        int size(int cell) {
            return members(cell).size();
        }

        /** Adds a client at the end and returns its position. */
        int append(int cell, int client) {
            PersistentLongs.Editor members = members(cell);
            members.append(client);
            return members.size() - 1;
        }

        /** Takes a client out; the last one takes its place. Returns the number of the one that now sits there, or -1. */
        int remove(int cell, int position) {
            PersistentLongs.Editor members = members(cell);
            int last = members.size() - 1;
            int moved = -1;
            if (position < last) {
                moved = (int) members.get(last);
                members.set(position, moved);
            }
            members.removeLast();
            return moved;
        }

        private PersistentLongs.Editor members(int cell) {
            return touched.computeIfAbsent(cell, at -> base.members(at).edit());
        }

        Cells done() {
            PersistentLongs[][] rows = base.rows.clone();
            touched.forEach((cell, members) -> {
                int row = cell >>> BITS;
                if (rows[row] == null) {
                    rows[row] = new PersistentLongs[WIDTH];
                } else if (rows[row] == base.rows[row]) {
                    rows[row] = rows[row].clone();
                }
                rows[row][cell & (WIDTH - 1)] = members.done();
            });
            return new Cells(rows);
        }
    }
}
