package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.Arrays;

/** Sorts clients by latency, then id: a stable radix sort over 16-bit digits, and a comparison sort where latencies tie. */
final class LatencyOrder {
    private static final int DIGIT = 16;
    private static final int RADIX = 1 << DIGIT;
    private static final int FEW = 256;

    private LatencyOrder() {}

    /** Positions of the clients, fast to slow. */
    static int[] of(ClientId[] ids, long[] micros) {
        int[] order = byLatency(micros);
        int first = 0;
        for (int i = 1; i <= order.length; i++) {
            if (i == order.length || micros[order[i]] != micros[order[first]]) {
                byId(ids, order, first, i);
                first = i;
            }
        }
        return order;
    }

    private static int[] byLatency(long[] micros) {
        int[] order = new int[micros.length];
        Arrays.setAll(order, i -> i);
        if (micros.length < FEW) {
            return Arrays.stream(order)
                    .boxed()
                    .sorted((a, b) -> Long.compare(micros[a], micros[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        long max = Arrays.stream(micros).max().orElse(0);
        int[] target = new int[order.length];
        for (int shift = 0; shift < Long.SIZE && max >>> shift != 0; shift += DIGIT) {
            pass(micros, order, target, shift);
            int[] swap = order;
            order = target;
            target = swap;
        }
        return order;
    }

    private static void pass(long[] micros, int[] from, int[] to, int shift) {
        int[] next = new int[RADIX + 1];
        for (int client : from) {
            next[digit(micros[client], shift) + 1]++;
        }
        for (int digit = 0; digit < RADIX; digit++) {
            next[digit + 1] += next[digit];
        }
        for (int client : from) {
            to[next[digit(micros[client], shift)]++] = client;
        }
    }

    private static int digit(long micros, int shift) {
        return (int) (micros >>> shift) & (RADIX - 1);
    }

    private static void byId(ClientId[] ids, int[] order, int first, int end) {
        if (end - first < 2) {
            return;
        }
        Integer[] tied = Arrays.stream(order, first, end).boxed().toArray(Integer[]::new);
        Arrays.sort(tied, (a, b) -> ids[a].compareTo(ids[b]));
        for (int i = first; i < end; i++) {
            order[i] = tied[i - first];
        }
    }
}
