package io.tifl.tiering;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Draws without replacement, one after the other with chances proportional to weights, in one pass over a multitude of any size
 * and the memory of the draws alone (Efraimidis and Spirakis, Weighted random sampling with a reservoir, IPL 97, 2006: each has a
 * waiting time, exponentially distributed at its weight's rate, and the shortest are drawn). Confined to one thread.
 *
 * <p>Those of weight 0 are drawn when nobody else is left, the earlier offered first.
 */
final class WeightedDraw {
    private static final Comparator<Waiting> LONGEST_FIRST = Comparator.comparingDouble(Waiting::time)
            .thenComparingInt(Waiting::order)
            .reversed();

    private final int wanted;
    private final RandomGenerator random;
    private final PriorityQueue<Waiting> shortest = new PriorityQueue<>(LONGEST_FIRST);
    private int offered;

    private record Waiting(double time, int order, int client) {}

    WeightedDraw(int wanted, RandomGenerator random) {
        this.wanted = wanted;
        this.random = random;
    }

    /** @param weight at least 0 */
    void offer(int client, double weight) {
        double time = weight > 0 ? -StrictMath.log(1 - random.nextDouble()) / weight : Double.POSITIVE_INFINITY;
        int order = offered++;
        if (shortest.size() < wanted) {
            shortest.add(new Waiting(time, order, client));
        } else if (wanted > 0 && time < shortest.element().time()) {
            shortest.remove();
            shortest.add(new Waiting(time, order, client));
        }
    }

    /** Those drawn, in the order drawn; fewer than wanted if fewer were offered. */
    List<Integer> drawn() {
        return shortest.stream()
                .sorted(LONGEST_FIRST.reversed())
                .map(Waiting::client)
                .collect(Collectors.toList());
    }
}
