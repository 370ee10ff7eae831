package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.List;

/** All clients split anew by their smoothed latencies, into as many tiers as before. */
final class Resplit {
    private Resplit() {}

    /** The roster with new tiers and boundaries; unchanged if the split and merging yield another number of tiers. */
    static Roster of(Roster roster, TierSplit split) {
        int[] clients = observed(roster);
        ClientId[] ids = new ClientId[clients.length];
        long[] micros = new long[clients.length];
        for (int i = 0; i < clients.length; i++) {
            ids[i] = roster.index().id(clients[i]);
            micros[i] = roster.latency(clients[i]);
        }
        int[] order = LatencyOrder.of(ids, micros);
        long[] ascending = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            ascending[i] = micros[order[i]];
        }
        SortedLatencies sorted = new SortedLatencies(ascending, ascending.length);
        int[] ends = Merging.merged(sorted, split.cut(sorted, roster.tiers()), roster.smallest());
        return ends.length == roster.tiers() ? moved(roster, clients, order, ascending, ends) : roster;
    }

    private static int[] observed(Roster roster) {
        List<Integer> found = new ArrayList<>();
        for (int client = 0; client < roster.index().size(); client++) {
            if (roster.place(client).tier() < roster.tiers() && roster.latency(client) != Micros.UNKNOWN) {
                found.add(client);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Roster moved(Roster roster, int[] clients, int[] order, long[] ascending, int[] ends) {
        Roster.Editor edit = roster.edit();
        int tier = 0;
        for (int i = 0; i < order.length; i++) {
            while (i >= ends[tier]) {
                tier++;
            }
            int client = clients[order[i]];
            if (edit.place(client).tier() != tier) {
                edit.move(client, tier);
            }
        }
        return edit.done(Roster.boundaries(ascending, ends));
    }
}
