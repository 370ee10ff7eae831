package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Whom {@link FlowPolicy} asks: a tier by its size and speed for each place, and in it who has waited longest. */
record FlowSelection(FlowSettings settings) implements SelectionPolicy {
    /** Whose turn it is is decided among so many clients of a tier, so that a round does not look at all of a large one. */
    private static final int LOOKED_AT = 64;

    @Override
    public String name() {
        return "flow";
    }

    @Override
    public boolean looksAtTiers() {
        return true;
    }

    @Override
    public double largestCorrection() {
        return settings.mostCorrection();
    }

    /** Chances of tiers follow the losses that clients say. */
    @Override
    public boolean ranksClients() {
        return true;
    }

    @Override
    public Cohort select(TierPlan plan, int size, RandomGenerator random) {
        return select(plan, size, Set.of(), random);
    }

    @Override
    public Cohort select(TierPlan plan, int size, Set<ClientId> busy, RandomGenerator random) {
        int[] left = free(plan, busy);
        double[] weights = new double[left.length];
        for (int tier = 0; tier < left.length; tier++) {
            weights[tier] = left[tier] == 0 ? 0 : plan.clients(tier).size() * perClient(plan, tier);
        }
        int[] drawn = new int[Math.min(size, Arrays.stream(left).sum())];
        int[] places = new int[left.length];
        for (int i = 0; i < drawn.length; i++) {
            int tier = draw(weights, random);
            drawn[i] = tier;
            places[tier]++;
            weights[tier] = --left[tier] == 0 ? 0 : weights[tier];
        }
        return new Cohort(OptionalInt.empty(), seated(plan, drawn, places, busy, random));
    }

    /** How many of each tier are not at work. */
    private static int[] free(TierPlan plan, Set<ClientId> busy) {
        int[] free = new int[plan.tierCount()];
        for (int tier = 0; tier < free.length; tier++) {
            free[tier] = plan.clients(tier).size();
        }
        for (ClientId client : busy) {
            plan.tierOf(client).ifPresent(tier -> free[tier]--);
        }
        return free;
    }

    private static int draw(double[] weights, RandomGenerator random) {
        double sum = Arrays.stream(weights).sum();
        return DrawRule.draw(Arrays.stream(weights).map(weight -> weight / sum).toArray(), random);
    }

    private static List<ClientId> seated(
            TierPlan plan, int[] drawn, int[] places, Set<ClientId> busy, RandomGenerator random) {
        List<List<ClientId>> turns = new ArrayList<>();
        for (int tier = 0; tier < places.length; tier++) {
            turns.add(places[tier] == 0 ? List.of() : turns(plan, tier, places[tier], busy, random));
        }
        int[] next = new int[places.length];
        List<ClientId> clients = new ArrayList<>(drawn.length);
        for (int tier : drawn) {
            clients.add(turns.get(tier).get(next[tier]++));
        }
        return clients;
    }

    /** Those of a tier who are free and have waited longest, among some drawn alike; equal ones by chance. */
    private static List<ClientId> turns(
            TierPlan plan, int tier, int count, Set<ClientId> busy, RandomGenerator random) {
        List<ClientId> some = Draws.from(plan.clients(tier), Math.max(LOOKED_AT, 4 * count), busy, random);
        return some.stream()
                .sorted(Comparator.comparingInt(client -> lastRound(plan, client)))
                .limit(count)
                .toList();
    }

    private static int lastRound(TierPlan plan, ClientId client) {
        int number = plan.roster().index().find(client);
        Utilities seen = plan.utilities();
        return number < seen.size() ? seen.lastRound(number) : 0;
    }

    /** What the chance of one client of a tier is proportional to. */
    private double perClient(TierPlan plan, int tier) {
        double seconds =
                Micros.seconds(Math.max(1, Math.round(plan.roster().group(tier).mean())));
        return Math.pow(seconds, -speed(plan));
    }

    private double speed(TierPlan plan) {
        PersistentLongs pace = plan.utilities().pace();
        return pace.size() == 0 ? settings.speed() : Double.longBitsToDouble(pace.get(0));
    }

    @Override
    public double correction(TierPlan plan, ClientId client) {
        OptionalInt tier = plan.tierOf(client);
        if (tier.isEmpty() || settings.mostCorrection() == 1) {
            return 1;
        }
        double own = perClient(plan, tier.getAsInt());
        double most = own;
        for (int other = 0; other < plan.tierCount(); other++) {
            if (!plan.clients(other).isEmpty()) {
                most = Math.max(most, perClient(plan, other));
            }
        }
        return Math.min(most / own, settings.mostCorrection());
    }
}
