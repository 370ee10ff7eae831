package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.federated.VarianceComponents.Group;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all chips of one model counted, client by client. The same replies give the same, whatever order they came in: what is kept is
 * whole numbers by the clients' names.
 *
 * <p>Every client stands for its shard, however many chips it answered for: a client that missed a round moves no mean. With {@code n_i}
 * examples and {@code m_i} chips of client {@code i}, weight {@code w_i = n_i / sum n} and mean accuracy {@code y_i}, accuracy is {@code
 * a = sum w_i y_i}, over the same clients as the clean accuracy {@code a0}. It has two intervals:
 *
 * <ul>
 *   <li><b>of these shards</b>, over other chips: the fleet's examples are the test set. Strata sampled independently (Cochran, Sampling
 *       Techniques, 1977, section 5.4): {@code var a = sum w_i^2 s_i^2 / m_i}, {@code s_i^2} the variance of the client's chips, or of all
 *       clients' pooled if it has one chip; degrees of freedom by Welch and Satterthwaite. It narrows with every round.
 *   <li><b>of other shards too</b>: clients as clusters drawn from many, a ratio of sums (Cochran, section 6.13 and 9A): with {@code e_i =
 *       n_i (y_i - r y0_i)} for the ratio {@code r = a / a0}, {@code var r = g / (g - 1) sum e_i^2 / (sum n_i y0_i)^2}, {@code g - 1} degrees.
 *       More rounds do not narrow it beyond what the shards differ in.
 * </ul>
 *
 * @param classes of the task; 0 before the first reply
 */
record PooledChips(int classes, SortedMap<String, ShardTally> clients) {
    PooledChips {
        clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
    }

    static PooledChips none() {
        return new PooledChips(0, new TreeMap<>());
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    /**
     * With a client's chips of another round.
     *
     * @throws IllegalArgumentException if they do not go together with what is there, with the reason
     */
    PooledChips plus(String client, ChipCounts counts) {
        if (!isEmpty() && counts.classes() != classes) {
            throw new IllegalArgumentException(
                    "its examples have " + counts.classes() + " classes, those of others " + classes);
        }
        ShardTally more = ShardTally.of(counts);
        ShardTally before = clients.get(client);
        SortedMap<String, ShardTally> all = new TreeMap<>(clients);
        all.put(client, before == null ? more : before.plus(more));
        return new PooledChips(counts.classes(), all);
    }

    long examples() {
        return clients.values().stream().mapToLong(ShardTally::examples).sum();
    }

    /** Chips of each level, on all clients together. */
    long chips() {
        return clients.values().stream().mapToLong(ShardTally::chips).sum();
    }

    double cleanAccuracy() {
        return (double) clients.values().stream().mapToLong(ShardTally::clean).sum() / examples();
    }

    /** Accuracy at a level, and its interval over chips. */
    Margin accuracy(int level) {
        return overChips(of(level));
    }

    /** Mean accuracy over all levels, and its interval over chips; a trial's chips of all levels count as one. */
    Margin meanAccuracy() {
        return overChips(ofAll());
    }

    /** Mean accuracy over all levels as a share of the clean accuracy, and its interval over shards. */
    Margin meanRatioOverShards() {
        double clean = cleanAccuracy();
        double ratio = meanAccuracy().mean() / clean;
        double squares = 0;
        for (ShardTally tally : clients.values()) {
            double error = tally.examples() * (tally.meanAccuracy() - ratio * tally.cleanAccuracy());
            squares += error * error;
        }
        double shards = clients.size();
        double sum = clean * examples();
        return Margin.of(ratio, shards / (shards - 1) * squares / (sum * sum), shards - 1);
    }

    /** Where a level's spread comes from. */
    VarianceComponents components(int level) {
        return VarianceComponents.of(of(level));
    }

    private List<Group> of(int level) {
        return clients.values().stream()
                .map(tally -> new Group(tally.chips(), tally.accuracy(level), tally.squaredDeviations(level)))
                .toList();
    }

    private List<Group> ofAll() {
        return clients.values().stream()
                .map(tally -> new Group(tally.chips(), tally.meanAccuracy(), tally.squaredDeviations()))
                .toList();
    }

    /** @param groups in the order of the clients */
    private Margin overChips(List<Group> groups) {
        List<ShardTally> shards = new ArrayList<>(clients.values());
        double pooled = VarianceComponents.of(groups).chips();
        double all = examples();
        double mean = 0;
        double variance = 0;
        double squares = 0;
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            double weight = shards.get(i).examples() / all;
            boolean isAlone = group.count() < 2;
            double ofOne = isAlone ? pooled : group.squaredDeviations() / (group.count() - 1);
            double part = weight * weight * ofOne / group.count();
            mean += weight * group.mean();
            variance += part;
            squares += part * part / Math.max(1, group.count() - 1);
        }
        double degrees = chips() - groups.size();
        double effective = squares > 0 ? Math.clamp(variance * variance / squares, 1, Math.max(1, degrees)) : degrees;
        return Margin.of(mean, variance, degrees < 1 ? 0 : effective);
    }
}
