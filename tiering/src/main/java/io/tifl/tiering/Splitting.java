package io.tifl.tiering;

import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How profiles become a plan: a way to split, how many tiers, and how small one may be.
 *
 * <p>Where the number of tiers is not given it is min(5, survivors / smallest), at least 1: the five tiers of every set-up
 * in the paper (Chai et al., HPDC 2020, section 5.1), fewer where five would be smaller than a cohort. Other
 * implementations go up to ten; Table 1 has probabilities for five.
 *
 * @param tiers how many tiers to aim at; merging small ones can leave fewer
 * @param smallest fewest clients of a tier, at least 1; give the cohort's size
 */
public record Splitting(TierSplit split, OptionalInt tiers, int smallest) {
    /** Names of the settings that {@link #from} reads. */
    public static final Set<String> SETTINGS = Set.of("tier-split", "tiers", "smallest-tier");

    private static final int USUAL_TIERS = 5;
    private static final int MOST_TIERS = 1000;

    public Splitting {
        if (tiers.isPresent() && (tiers.getAsInt() < 1 || tiers.getAsInt() > MOST_TIERS)) {
            throw new IllegalArgumentException("tiers must lie in [1, " + MOST_TIERS + "], got " + tiers.getAsInt());
        }
        if (smallest < 1) {
            throw new IllegalArgumentException("the smallest tier must hold at least 1 client, got " + smallest);
        }
    }

    /** Tiers of equal size, their number by the rule of this class. */
    public static Splitting quantile(int cohort) {
        return new Splitting(new QuantileSplit(), OptionalInt.empty(), cohort);
    }

    /**
     * Reads {@code tier-split} (a name in the catalogue, default {@code quantile}), {@code tiers} and
     * {@code smallest-tier} (default {@code cohort}); other settings are left to others.
     */
    public static Splitting from(Settings settings, Catalog<TierSplit> splits, int cohort) {
        OptionalInt tiers = settings.has("tiers") ? OptionalInt.of(settings.integer("tiers", 1)) : OptionalInt.empty();
        return new Splitting(
                splits.get(settings.text("tier-split", "quantile")), tiers, settings.integer("smallest-tier", cohort));
    }

    /** The splits that the service loader finds. */
    public static Catalog<TierSplit> catalog() {
        return Catalog.load("tier split", TierSplit.class);
    }

    /** Splits the survivors into tiers; drop-outs are known to the plan but not asked. */
    public TierPlan plan(Profiles profiles) {
        SortedLatencies sorted = profiles.sorted();
        int wanted = tiers.orElse(Math.clamp(sorted.size() / smallest, 1, USUAL_TIERS));
        int[] ends = Merging.merged(sorted, split.cut(sorted, wanted), smallest);
        return TierPlan.of(profiles.roster(ends, smallest));
    }
}
