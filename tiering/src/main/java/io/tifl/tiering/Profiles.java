package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What profiling found: a mean response latency for every client that answers, and those that do not. Immutable.
 *
 * <p>Clients are held in a canonical order (latency, then id), so no order of profiling shows in any plan.
 */
public final class Profiles {
    private final ClientId[] ids;
    private final long[] micros;
    private final int survivors;

    private Profiles(ClientId[] ids, long[] micros, int survivors) {
        this.ids = ids;
        this.micros = micros;
        this.survivors = survivors;
    }

    /**
     * @param latencies mean response latency of each client that answers, 0 to 30 days
     * @param dropOuts clients that are known but left out of every tier
     */
    public static Profiles of(Map<ClientId, Duration> latencies, Collection<ClientId> dropOuts) {
        ClientId[] ids = new ClientId[latencies.size()];
        long[] micros = new long[ids.length];
        int next = 0;
        for (Map.Entry<ClientId, Duration> entry : latencies.entrySet()) {
            ids[next] = entry.getKey();
            micros[next++] = Micros.checked(entry.getValue());
        }
        return of(ids, micros, dropOuts);
    }

    /** All clients answer. */
    public static Profiles of(Map<ClientId, Duration> latencies) {
        return of(latencies, List.of());
    }

    static Profiles of(ClientId[] ids, long[] micros, Collection<ClientId> dropOuts) {
        int count = ids.length;
        int[] order = LatencyOrder.of(ids, micros);
        ClientId[] sortedIds = Arrays.copyOf(ids, count + dropOuts.size());
        long[] sortedMicros = new long[sortedIds.length];
        for (int i = 0; i < count; i++) {
            sortedIds[i] = ids[order[i]];
            sortedMicros[i] = micros[order[i]];
        }
        int next = count;
        for (ClientId client : dropOuts.stream().sorted().toList()) {
            sortedIds[next] = client;
            sortedMicros[next++] = Micros.UNKNOWN;
        }
        return new Profiles(sortedIds, sortedMicros, count);
    }

    /** Clients that answer, fast to slow. */
    public List<ClientId> survivors() {
        return Collections.unmodifiableList(Arrays.asList(ids).subList(0, survivors));
    }

    /** Clients that never answered in time, by id. */
    public List<ClientId> dropOuts() {
        return new ArrayList<>(Arrays.asList(ids).subList(survivors, ids.length));
    }

    /** Mean latency of the survivor at a position of {@link #survivors}. */
    public Duration latency(int position) {
        if (position >= survivors) {
            throw new IndexOutOfBoundsException(position + " of " + survivors + " survivors");
        }
        return Micros.duration(micros[position]);
    }

    SortedLatencies sorted() {
        return new SortedLatencies(micros, survivors);
    }

    Roster roster(int[] ends, int smallest) {
        return Roster.of(ids, micros, ends, smallest);
    }
}
