package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Profiling of TiFL (Chai et al., HPDC 2020, section 4.2): every client trains in each of a few rounds and its latencies are
 * summed, a missing or late reply counting as the longest wait. Immutable: {@code profiling.after(replies)} once per round.
 *
 * <p>A client is a drop-out if and only if its sum reaches rounds * longest wait; one that was late in only some rounds
 * stays.
 */
public final class Profiling {
    private final ClientIndex clients;
    private final long[] sums;
    private final int roundsDone;
    private final int rounds;
    private final long longestWait;

    private Profiling(ClientIndex clients, long[] sums, int roundsDone, int rounds, long longestWait) {
        this.clients = clients;
        this.sums = sums;
        this.roundsDone = roundsDone;
        this.rounds = rounds;
        this.longestWait = longestWait;
    }

    /**
     * Profiling before its first round.
     *
     * @param rounds how many rounds, at least 1: sync_rounds in the paper
     * @param longestWait Tmax, above 0
     * @throws IllegalArgumentException also if a client is given twice
     */
    public static Profiling of(Collection<ClientId> clients, int rounds, Duration longestWait) {
        if (rounds < 1) {
            throw new IllegalArgumentException("profiling needs at least 1 round, got " + rounds);
        }
        long wait = Micros.checked(longestWait);
        if (wait == 0) {
            throw new IllegalArgumentException("the longest wait must be above 0, got " + longestWait);
        }
        ClientIndex index = ClientIndex.empty().with(clients.toArray(ClientId[]::new));
        return new Profiling(index, new long[clients.size()], 0, rounds, wait);
    }

    /**
     * One more round.
     *
     * @param replies latency of every client that replied; ones that are not profiled are passed over
     * @throws IllegalStateException if all rounds are done
     */
    public Profiling after(Map<ClientId, Duration> replies) {
        if (isComplete()) {
            throw new IllegalStateException("all " + rounds + " profiling rounds are done");
        }
        long[] more = sums.clone();
        for (int client = 0; client < more.length; client++) {
            more[client] += longestWait;
        }
        replies.forEach((id, latency) -> {
            int client = clients.find(id);
            if (client >= 0) {
                more[client] = sums[client] + Math.min(Micros.clamped(latency), longestWait);
            }
        });
        return new Profiling(clients, more, roundsDone + 1, rounds, longestWait);
    }

    public boolean isComplete() {
        return roundsDone == rounds;
    }

    /**
     * Mean latency of every client, and the drop-outs.
     *
     * @throws IllegalStateException if rounds are missing
     */
    public Profiles profiles() {
        if (!isComplete()) {
            throw new IllegalStateException(roundsDone + " of " + rounds + " profiling rounds are done");
        }
        ClientId[] ids = new ClientId[sums.length];
        long[] micros = new long[sums.length];
        ClientId[] dropOuts = new ClientId[sums.length];
        int survivors = 0;
        int dropped = 0;
        for (int client = 0; client < sums.length; client++) {
            if (sums[client] >= rounds * longestWait) {
                dropOuts[dropped++] = clients.id(client);
            } else {
                ids[survivors] = clients.id(client);
                micros[survivors++] = sums[client] / rounds;
            }
        }
        return Profiles.of(
                Arrays.copyOf(ids, survivors),
                Arrays.copyOf(micros, survivors),
                List.of(Arrays.copyOf(dropOuts, dropped)));
    }
}
