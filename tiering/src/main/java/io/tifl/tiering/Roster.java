package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Which client is in which tier. Immutable; every known client is in exactly one tier or dropped out.
 *
 * @param index numbers of the clients
 * @param places packed {@link Place} of each client number
 * @param groups the tiers fast to slow, then the drop-outs
 * @param boundaries upper latency boundary of every tier but the slowest, microseconds, ascending
 * @param smallest how many clients a tier keeps when others would leave it
 */
record Roster(ClientIndex index, PersistentLongs places, List<Membership> groups, List<Long> boundaries, int smallest) {
    Roster {
        groups = List.copyOf(groups);
        boundaries = List.copyOf(boundaries);
    }

    /**
     * Builds a roster of sorted clients.
     *
     * @param ids fast to slow, then the drop-outs
     * @param micros latency of each client
     * @param ends for each tier, the position in {@code ids} after its last; none is empty unless there is just one tier
     */
    static Roster of(ClientId[] ids, long[] micros, int[] ends, int smallest) {
        List<Membership> groups = new ArrayList<>();
        PersistentLongs.Editor places = PersistentLongs.empty().edit();
        int first = 0;
        for (int tier = 0; tier <= ends.length; tier++) {
            int end = tier < ends.length ? ends[tier] : ids.length;
            Membership.Editor group = Membership.empty().edit();
            for (int i = first; i < end; i++) {
                places.append(Place.at(tier, group.append(i, micros[i])).packed());
            }
            groups.add(group.done());
            first = end;
        }
        return new Roster(ClientIndex.empty().with(ids), places.done(), groups, boundaries(micros, ends), smallest);
    }

    // Halfway between the slowest of a tier and the fastest of the next.
    static List<Long> boundaries(long[] micros, int[] ends) {
        List<Long> boundaries = new ArrayList<>();
        for (int tier = 0; tier < ends.length - 1; tier++) {
            boundaries.add((micros[ends[tier] - 1] + micros[ends[tier]] + 1) / 2);
        }
        return boundaries;
    }

    int tiers() {
        return groups.size() - 1;
    }

    Membership group(int tier) {
        return groups.get(tier);
    }

    /** How many clients are in tiers. */
    int active() {
        return index.size() - groups.getLast().size();
    }

    Place place(int client) {
        return Place.of(places.get(client));
    }

    long latency(int client) {
        Place place = place(client);
        return group(place.tier()).latencies().get(place.position());
    }

    /** The tier whose boundaries enclose a latency; the slowest for an unknown one. */
    int tierFor(long micros) {
        if (micros == Micros.UNKNOWN) {
            return tiers() - 1;
        }
        int found = Collections.binarySearch(boundaries, micros);
        return found >= 0 ? found : -found - 1;
    }

    Editor edit() {
        return new Editor(this);
    }

    /** One series of changes; confined to a thread. Groups are copied only when touched. */
    static final class Editor {
        private final Roster base;
        private ClientIndex index;
        private final PersistentLongs.Editor places;
        private final Membership.Editor[] groups;

        private Editor(Roster base) {
            this.base = base;
            this.index = base.index;
            this.places = base.places.edit();
            this.groups = base.groups.stream().map(Membership::edit).toArray(Membership.Editor[]::new);
        }

        /** The number of a client, or -1. */
        int find(ClientId client) {
            return index.find(client);
        }

        Place place(int client) {
            return Place.of(places.get(client));
        }

        int size(int tier) {
            return groups[tier].size();
        }

        long latency(Place place) {
            return groups[place.tier()].latency(place.position());
        }

        void setLatency(int client, long micros) {
            Place place = place(client);
            groups[place.tier()].setLatency(place.position(), micros);
        }

        void setPlace(int client, Place place) {
            places.set(client, place.packed());
        }

        void add(int tier, long micros, ClientId client) {
            int number = index.size();
            index = index.with(client);
            places.append(Place.at(tier, groups[tier].append(number, micros)).packed());
        }

        /** Moves a client to another group with its latency; its streaks start anew. */
        void move(int client, int tier) {
            Place from = place(client);
            long latency = latency(from);
            int moved = groups[from.tier()].remove(from.position());
            if (moved >= 0) {
                setPlace(moved, place(moved).moved(from.position()));
            }
            setPlace(client, Place.at(tier, groups[tier].append(client, latency)));
        }

        Roster done() {
            return done(base.boundaries);
        }

        /** With other boundaries. */
        Roster done(List<Long> boundaries) {
            List<Membership> after =
                    Arrays.stream(groups).map(Membership.Editor::done).toList();
            return new Roster(index, places.done(), after, boundaries, base.smallest);
        }
    }
}
