package io.tifl.aggregation.robust;

import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Bucketing (Karimireddy, He and Jaggi, "Byzantine-Robust Learning on Heterogeneous Datasets via Bucketing", ICLR 2022): the
 * updates are shuffled and averaged by s, and another robust rule is given the means, which differ less than clients with
 * different data do. A bad update spoils its whole bucket, so the inner rule has to withstand as many bad ones among
 * {@code ceil(n / s)}.
 *
 * <p>Settings: {@code size}, s (2); {@code rule}, the inner one, a rule that sees every update and does not tell clients apart
 * (median), and its settings with {@code rule.} before their names, {@code rule.attackers} being those among the buckets;
 * {@code memory-mib}.
 */
public final class Bucketing implements RobustRule {
    private static final String NAME = "bucketing";
    private static final String SIZE = "size";
    private static final String INNER = "rule";
    private static final String PREFIX = INNER + ".";

    private final int size;
    private final RobustRule inner;
    private final Keeping keeping;

    /** With the settings in parentheses. */
    public Bucketing() {
        this(2, new CoordinateMedian(), Keeping.usual());
    }

    private Bucketing(int size, RobustRule inner, Keeping keeping) {
        this.size = Ranges.atLeast(SIZE, 1, size);
        this.inner = inner;
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Bucketing configured(Settings settings) {
        Settings own = Settings.none();
        Settings inners = Settings.none();
        for (Map.Entry<String, String> setting : settings.values().entrySet()) {
            if (setting.getKey().startsWith(PREFIX)) {
                inners = inners.with(setting.getKey().substring(PREFIX.length()), setting.getValue());
            } else {
                own = own.with(setting.getKey(), setting.getValue());
            }
        }
        own.requireOnly(Set.of(SIZE, INNER, Keeping.NAME));
        return new Bucketing(
                own.integer(SIZE, size), innerRule(own.text(INNER, inner.name()), inners), keeping.configured(own));
    }

    private static RobustRule innerRule(String name, Settings settings) {
        if (AggregationRule.catalog().get(name).configured(settings) instanceof RobustRule robust
                && !robust.knowsClients()
                && !name.equals(NAME)) {
            return robust;
        }
        throw new IllegalArgumentException("rule " + NAME
                + " gives means of several updates to a rule that sees each and does not tell clients apart, got '"
                + name + "'");
    }

    @Override
    public Keeping keeping() {
        return keeping;
    }

    @Override
    public int leastUpdates() {
        return (inner.leastUpdates() - 1) * size + 1;
    }

    @Override
    public Optional<String> tooFew(int updates) {
        return inner.objection(Math.ceilDiv(updates, size))
                .map(reason -> reason + " buckets of " + size + " of the " + updates + " updates");
    }

    @Override
    public Reduced reduce(Round round) {
        List<Integer> shuffled =
                new ArrayList<>(IntStream.range(0, round.updates()).boxed().toList());
        Collections.shuffle(
                shuffled, Random.from(round.context().seed().child(NAME).generator()));
        List<int[]> buckets = new ArrayList<>();
        for (int from = 0; from < shuffled.size(); from += size) {
            int[] bucket = shuffled.subList(from, Math.min(from + size, shuffled.size())).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            Arrays.sort(bucket);
            buckets.add(bucket);
        }
        List<Claim> claims =
                buckets.stream().map(bucket -> round.claims().get(bucket[0])).toList();
        return inner.reduce(new Round(new BucketRows(round.rows(), buckets), claims, round.context()));
    }
}
