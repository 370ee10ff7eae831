package io.tifl.tiering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Draws clients one after the other without replacement, with chances proportional to the examples they hold; confined to one
 * thread, used once.
 *
 * <p>Few of many are drawn by rejection: a cell by the most its clients can count for, a client of it alike, kept with what it
 * counts for over that most, which is a half or more. What is left after so many tries, and where many are wanted, is drawn in
 * one pass over all. Clients who came since the last round count as those who said nothing.
 */
final class SizeDraw {
    private static final int TRIES = 256;

    /** From this share of all clients on one pass over them is less work. */
    private static final int SHARE_OF_PASS = 4;

    private final TierPlan plan;
    private final Holdings holdings;
    private final RandomGenerator random;
    private final int wanted;
    private final Set<Integer> chosen = new LinkedHashSet<>();

    SizeDraw(TierPlan plan, int wanted, RandomGenerator random) {
        this.plan = plan;
        this.holdings = plan.holdings();
        this.random = random;
        this.wanted = Math.min(wanted, plan.clientCount());
    }

    /** Client numbers in the order drawn. */
    List<Integer> drawn() {
        if (wanted < plan.clientCount() / SHARE_OF_PASS) {
            tryAtRandom();
        }
        if (chosen.size() < wanted) {
            pass();
        }
        return new ArrayList<>(chosen);
    }

    private void tryAtRandom() {
        List<Integer> cells = new ArrayList<>();
        holdings.forEachCell(cells::add);
        int newcomers = all() - holdings.size();
        double[] sums = new double[cells.size() + 1];
        double sum = 0;
        for (int i = 0; i < cells.size(); i++) {
            sum += holdings.most(cells.get(i)) * holdings.cells().size(cells.get(i));
            sums[i] = sum;
        }
        sum += holdings.meanExamples() * newcomers;
        sums[cells.size()] = sum;
        for (long tries = (long) TRIES * wanted; chosen.size() < wanted && tries > 0; tries--) {
            int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
            int at = found >= 0 ? found + 1 : -found - 1;
            if (at < cells.size()) {
                int cell = cells.get(at);
                int client = holdings.cells()
                        .client(cell, random.nextInt(holdings.cells().size(cell)));
                offer(client, random.nextDouble() * holdings.most(cell) < holdings.weight(client));
            } else if (newcomers > 0) {
                offer(holdings.size() + random.nextInt(newcomers), true);
            }
        }
    }

    private void offer(int client, boolean kept) {
        if (kept && canBeAsked(client)) {
            chosen.add(client);
        }
    }

    private void pass() {
        WeightedDraw rest = new WeightedDraw(wanted - chosen.size(), random);
        for (int client = 0; client < all(); client++) {
            if (canBeAsked(client) && !chosen.contains(client)) {
                rest.offer(client, client < holdings.size() ? holdings.weight(client) : holdings.meanExamples());
            }
        }
        chosen.addAll(rest.drawn());
    }

    private int all() {
        return plan.roster().index().size();
    }

    private boolean canBeAsked(int client) {
        return plan.roster().place(client).tier() < plan.tierCount();
    }
}
