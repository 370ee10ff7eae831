package io.tifl.aggregation.robust;

import io.tifl.protocol.Settings;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Minimum-diameter averaging (MDA; El Mhamdi et al., "Genuinely Distributed Byzantine Machine Learning", PODC 2020, after
 * Rousseeuw 1985): the mean of those {@code n - f} updates whose two farthest lie closest together. Withstands f of n updates,
 * {@code n >= 2 f + 1}.
 *
 * <p>The set is found exactly: a set of diameter up to d is what is left when of every pair farther apart one is taken away,
 * a vertex cover of at most f, whose search takes about {@code 1.47^f} steps; hence no more than 32 bad updates. Of several
 * such sets it is the one whose first clients by name come first.
 *
 * <p>Settings: {@code attackers} (0.2), f as a count, or as a share of the updates at hand; {@code memory-mib}.
 */
public final class MinimumDiameter extends ResilientRule {
    private static final String NAME = "mda";
    private static final int MOST = 32;

    /** With the settings in parentheses. */
    public MinimumDiameter() {
        this(Attackers.usual(), Keeping.usual());
    }

    private MinimumDiameter(Attackers attackers, Keeping keeping) {
        super(NAME, 2, 1, attackers, keeping);
    }

    @Override
    public MinimumDiameter configured(Settings settings) {
        settings.requireOnly(Set.of(Attackers.NAME, Keeping.NAME));
        return new MinimumDiameter(attackers().configured(settings), keeping().configured(settings));
    }

    @Override
    public Optional<String> tooFew(int updates) {
        int bad = attackers().of(updates);
        return bad > MOST
                ? Optional.of("rule " + NAME + " looks for up to " + MOST + " bad updates, but there may be " + bad
                        + " of " + updates)
                : super.tooFew(updates);
    }

    @Override
    public Reduced reduce(Round round) {
        int[] kept = kept(Gram.of(round.rows()), attackers().of(round.updates()));
        return Reduced.to(Columns.mean(round.rows(), kept));
    }

    private static int[] kept(Gram gram, int bad) {
        double[] distances = IntStream.range(0, gram.rows())
                .boxed()
                .flatMapToDouble(one -> IntStream.range(0, one).mapToDouble(other -> gram.squaredDistance(one, other)))
                .sorted()
                .distinct()
                .toArray();
        int low = -1;
        int high = distances.length - 1;
        while (low + 1 < high) {
            int middle = (low + high) >>> 1;
            if (apart(gram, distances[middle]).coverable(bad)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        double diameter = distances.length == 0 ? 0 : distances[high];
        return apart(gram, diameter).firstLeft(gram.rows() - bad);
    }

    private static Conflicts apart(Gram gram, double diameter) {
        Conflicts conflicts = new Conflicts(gram.rows());
        for (int one = 0; one < gram.rows(); one++) {
            for (int other = 0; other < one; other++) {
                if (gram.squaredDistance(one, other) > diameter) {
                    conflicts.add(one, other);
                }
            }
        }
        return conflicts;
    }
}
