package io.tifl.coordinator.round;

import io.tifl.aggregation.privacy.SampledGaussian;
import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import io.tifl.tiering.SelectionPolicy;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TierSelection;
import io.tifl.tiering.TieringPolicy;
import io.tifl.tiering.UniformSelection;

/**
 * How probable it is at most that a client is asked: what may be claimed for how a round's clients are drawn (Chai et al., TiFL,
 * HPDC 2020, section 4.6, more cautiously: whoever looks is taken to see which tier was drawn).
 *
 * @param tierChance of the tier that is drawn most often; 1 where it depends on clients' data, or there are no tiers
 * @param rate share of its tier that is asked, of the smallest tier
 */
record Draw(double tierChance, double rate) {
    /** Nothing is claimed. */
    private static final Draw ANY = new Draw(1, 1);

    static Draw of(SelectionPolicy selection, TieringPolicy tiering, TierPlan tiers, int asked) {
        return switch (selection) {
            case UniformSelection _ -> new Draw(1, rate(asked, tiers.clientCount()));
            case TierSelection byTier -> {
                double[] chances = tiers.drawProbabilities(byTier.whenSpent());
                double largest = 0;
                double rate = 0;
                for (int tier = 0; tier < chances.length; tier++) {
                    if (chances[tier] > 0) {
                        largest = Math.max(largest, chances[tier]);
                        rate = Math.max(rate, rate(asked, tiers.clients(tier).size()));
                    }
                }
                yield new Draw(tiering.isIndifferentToData() ? largest : 1, rate);
            }
            default -> ANY;
        };
    }

    private static double rate(int asked, int among) {
        return among == 0 ? 0 : Math.min(1, (double) asked / among);
    }

    SampledGaussian withNoise(double multiplier) {
        return new SampledGaussian(Sampling.FIXED_SIZE, rate, tierChance, multiplier);
    }
}
