package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads stored plans part by part, and checks that what results is a plan. Nothing is allocated that the bytes do not
 * account for. Confined to one thread.
 */
final class TierPlanReader {
    /** In place of the current tier, if there is none. */
    static final int NO_TIER = -1;

    private static final int MAX_TIERS = 0xffff;

    private boolean begun;
    private int smallest;
    private List<Long> boundaries = List.of();
    private Schedule schedule = Schedule.uniform(1);
    private int currentTier = NO_TIER;
    private long roundsCompleted;
    private List<ClientId> clients = new ArrayList<>();
    private StoredLongs places = new StoredLongs();
    private List<StoredGroup> groups = new ArrayList<>();
    private StoredLongs accuracies = new StoredLongs();
    private StoredUtilities utilities = new StoredUtilities();
    private StoredHoldings holdings = new StoredHoldings();

    private record StoredGroup(StoredLongs clients, StoredLongs latencies) {}

    void apply(Source part) throws MalformedMessageException {
        int kind = part.u8("kind of part");
        boolean hasUtilities = (kind & TierPlanFormat.WITH_UTILITIES) != 0;
        boolean hasHoldings = (kind & TierPlanFormat.WITH_HOLDINGS) != 0;
        switch (kind & ~(TierPlanFormat.WITH_UTILITIES | TierPlanFormat.WITH_HOLDINGS)) {
            case TierPlanFormat.WHOLE -> forget();
            case TierPlanFormat.CHANGE -> requireBase(part.i64("rounds before"));
            default -> throw new MalformedMessageException("kind of part " + kind + " is unknown; known are 0 to 7");
        }
        int tiers = header(part);
        moreClients(part);
        places.apply(part, "places");
        groups(part, tiers);
        accuracies.apply(part, "accuracies");
        utilities.apply(part, hasUtilities);
        holdings.apply(part, hasHoldings);
        part.requireEnd();
        begun = true;
    }

    private void forget() {
        clients = new ArrayList<>();
        places = new StoredLongs();
        groups = new ArrayList<>();
        accuracies = new StoredLongs();
        utilities = new StoredUtilities();
        holdings = new StoredHoldings();
    }

    private void requireBase(long rounds) throws MalformedMessageException {
        if (!begun || rounds != roundsCompleted) {
            throw new MalformedMessageException("the part changes a plan of " + rounds + " rounds, "
                    + (begun ? "but the one before has " + roundsCompleted : "but there is none before it"));
        }
    }

    private int header(Source part) throws MalformedMessageException {
        int tiers = part.count("tiers", MAX_TIERS, 2 * Long.BYTES);
        if (tiers < 1) {
            throw new MalformedMessageException("a plan has at least one tier");
        }
        smallest = part.count("smallest tier", Integer.MAX_VALUE, 0);
        boundaries = boundaries(part, tiers - 1);
        schedule = schedule(part, tiers);
        currentTier = (int) part.u32("current tier");
        roundsCompleted = part.i64("rounds completed");
        if (currentTier < NO_TIER || currentTier >= tiers || roundsCompleted < 0) {
            throw new MalformedMessageException(
                    "tier " + currentTier + " of " + tiers + " after " + roundsCompleted + " rounds cannot be");
        }
        return tiers;
    }

    private static List<Long> boundaries(Source part, int count) throws MalformedMessageException {
        List<Long> boundaries = new ArrayList<>(count);
        long previous = 0;
        for (int i = 0; i < count; i++) {
            long boundary = part.i64("boundary");
            if (boundary < previous) {
                throw new MalformedMessageException("boundaries must ascend, got " + boundary + " after " + previous);
            }
            boundaries.add(boundary);
            previous = boundary;
        }
        return boundaries;
    }

    private static Schedule schedule(Source part, int tiers) throws MalformedMessageException {
        double[] probabilities = new double[tiers];
        for (int tier = 0; tier < tiers; tier++) {
            probabilities[tier] = Double.longBitsToDouble(part.i64("probability"));
        }
        long[] credits = new long[tiers];
        for (int tier = 0; tier < tiers; tier++) {
            credits[tier] = part.i64("credits");
        }
        return new Schedule(probabilities, credits);
    }

    private void moreClients(Source part) throws MalformedMessageException {
        long known = part.u32("known clients");
        if (known != clients.size()) {
            throw new MalformedMessageException(
                    "the part follows a plan of " + known + " clients, the one before has " + clients.size());
        }
        int more = part.count("clients", Integer.MAX_VALUE - clients.size(), Short.BYTES + 1);
        for (int i = 0; i < more; i++) {
            clients.add(new ClientId(part.string("client", TierPlanWriter.LONGEST_ID)));
        }
    }

    private void groups(Source part, int tiers) throws MalformedMessageException {
        if (groups.isEmpty()) {
            for (int tier = 0; tier <= tiers; tier++) {
                groups.add(new StoredGroup(new StoredLongs(), new StoredLongs()));
            }
        }
        if (groups.size() != tiers + 1) {
            throw new MalformedMessageException("a change cannot alter the number of tiers");
        }
        for (StoredGroup group : groups) {
            group.clients.apply(part, "clients of a tier");
            group.latencies.apply(part, "latencies");
        }
    }

    TierPlan plan() throws MalformedMessageException {
        int tiers = groups.size() - 1;
        if (accuracies.size() % tiers != 0 || accuracies.size() / tiers - 1 != roundsCompleted) {
            throw new MalformedMessageException(accuracies.size() + " accuracies of " + tiers
                    + " tiers are not those of " + roundsCompleted + " rounds");
        }
        Roster roster = roster();
        return TierPlan.restored(
                roster,
                schedule,
                new AccuracyHistory(tiers, accuracies.done()),
                currentTier == NO_TIER ? OptionalInt.empty() : OptionalInt.of(currentTier),
                roundsCompleted,
                utilities.of(clients.size()),
                holdings.of(clients.size()));
    }

    private Roster roster() throws MalformedMessageException {
        requireEveryClientOnce();
        List<Membership> memberships = new ArrayList<>();
        for (StoredGroup group : groups) {
            memberships.add(membership(group));
        }
        ClientIndex index = ClientIndex.empty().with(clients.toArray(ClientId[]::new));
        return new Roster(index, places.done(), memberships, boundaries, smallest);
    }

    // Each client's place names a spot where it is found again, and there are as many spots as clients.
    private void requireEveryClientOnce() throws MalformedMessageException {
        long spots = 0;
        for (StoredGroup group : groups) {
            spots += group.clients.size();
            if (group.clients.size() != group.latencies.size()) {
                throw new MalformedMessageException(
                        group.clients.size() + " clients of a tier have " + group.latencies.size() + " latencies");
            }
        }
        if (places.size() != clients.size() || spots != clients.size()) {
            throw new MalformedMessageException(clients.size() + " clients have " + places.size() + " places and fill "
                    + spots + " spots in tiers");
        }
        for (int client = 0; client < clients.size(); client++) {
            requireFound(client, Place.of(places.get(client)));
        }
    }

    private void requireFound(int client, Place place) throws MalformedMessageException {
        boolean found = place.tier() < groups.size()
                && place.position() >= 0
                && place.position() < groups.get(place.tier()).clients.size()
                && groups.get(place.tier()).clients.get(place.position()) == client;
        if (!found) {
            throw new MalformedMessageException("client " + client + " is not where its place says");
        }
    }

    private static Membership membership(StoredGroup group) throws MalformedMessageException {
        Membership.Editor edit = Membership.empty().edit();
        for (int i = 0; i < group.clients.size(); i++) {
            long latency = group.latencies.get(i);
            if (latency < Micros.UNKNOWN || latency > Micros.LONGEST) {
                throw new MalformedMessageException("a latency of " + latency + " microseconds cannot be");
            }
            edit.append((int) group.clients.get(i), latency);
        }
        return edit.done();
    }
}
