package io.tifl.leaf;

import io.tifl.protocol.ClientId;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Which client holds which rows of a data set. Immutable; clients and rows keep their order; no row is held twice.
 */
public final class Partition {
    private final SequencedMap<ClientId, int[]> shares;
    private final int size;

    private Partition(SequencedMap<ClientId, int[]> shares) {
        this.shares = shares;
        this.size = shares.values().stream().mapToInt(rows -> rows.length).sum();
    }

    /** @throws IllegalArgumentException if a row is negative or held twice */
    public static Partition of(SequencedMap<ClientId, int[]> shares) {
        SequencedMap<ClientId, int[]> copy = new LinkedHashMap<>();
        BitSet held = new BitSet();
        shares.forEach((client, rows) -> {
            hold(held, client, rows);
            copy.put(client, rows.clone());
        });
        return new Partition(Collections.unmodifiableSequencedMap(copy));
    }

    /** Clients named {@code client-00}, {@code client-01} and so on, so that the order of names is the order here. */
    static Partition numbered(List<int[]> shares) {
        int digits =
                Math.max(2, Integer.toString(Math.max(0, shares.size() - 1)).length());
        SequencedMap<ClientId, int[]> named = new LinkedHashMap<>();
        for (int i = 0; i < shares.size(); i++) {
            String number = Integer.toString(i);
            named.put(new ClientId("client-" + "0".repeat(digits - number.length()) + number), shares.get(i));
        }
        return of(named);
    }

    private static void hold(BitSet held, ClientId client, int[] rows) {
        for (int row : rows) {
            if (row < 0) {
                throw new IllegalArgumentException("client " + client + " holds row " + row + ", expected 0 or more");
            }
            if (held.get(row)) {
                throw new IllegalArgumentException(
                        "client " + client + " holds row " + row + ", which is already held");
            }
            held.set(row);
        }
    }

    public List<ClientId> clients() {
        return List.copyOf(shares.sequencedKeySet());
    }

    /**
     * The rows of one client, in its order.
     *
     * @throws IllegalArgumentException if there is no such client
     */
    public int[] rows(ClientId client) {
        int[] rows = shares.get(client);
        if (rows == null) {
            throw new IllegalArgumentException("no client '" + client + "' among the " + shares.size() + " here");
        }
        return rows.clone();
    }

    /** Rows held by all clients together. */
    public int size() {
        return size;
    }
}
