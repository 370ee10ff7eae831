package io.tifl.coordinator.round;

import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.OptimizerState;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The models that tiers of a federation make each at its own pace, and how often each has (FedAT, Chai et al., SC 2021): the model of
 * all is their mean, tier m of M weighted with the rounds of tier M + 1 - m.
 */
final class TierModels {
    private static final String COUNTS = "counts";
    /** Floats count exactly up to here; by then one round more or less is nothing. */
    private static final float MOST = 1 << 24;

    private final OptimizerState state;
    private final int tiers;

    private TierModels(OptimizerState state, int tiers) {
        this.state = state;
        this.tiers = tiers;
    }

    /**
     * The models kept in a state; all tiers have {@code model}, and have made {@code firstCount} rounds, if it holds nothing.
     *
     * @param tiers how many there are; those beyond what is kept begin with {@code model}
     */
    static TierModels of(OptimizerState state, int tiers, Parameters model, int firstCount) {
        OptimizerState whole = state;
        float[] counts = new float[tiers];
        float[] kept =
                state.vectors().containsKey(COUNTS) ? state.vector(COUNTS).toArray() : new float[0];
        for (int tier = 0; tier < tiers; tier++) {
            counts[tier] = tier < kept.length ? kept[tier] : firstCount;
            if (!whole.vectors().containsKey(name(tier))) {
                whole = whole.with(name(tier), model);
            }
        }
        return new TierModels(whole.with(COUNTS, Parameters.owning(Layout.flat(tiers), counts)), tiers);
    }

    private static String name(int tier) {
        return "tier-" + tier;
    }

    /** After one more round of a tier, that began with a model and changed it. */
    TierModels after(int tier, Parameters begun, Parameters change) {
        MemorySegment moved = VectorMemory.floats(begun.size());
        for (int i = 0; i < begun.size(); i++) {
            moved.setAtIndex(Parameters.VALUE, i, (float) ((double) begun.get(i) + change.get(i)));
        }
        float[] counts = state.vector(COUNTS).toArray();
        counts[tier] = Math.min(MOST, counts[tier] + 1);
        return new TierModels(
                state.with(name(tier), new Parameters(begun.layout(), moved))
                        .with(COUNTS, Parameters.owning(Layout.flat(tiers), counts)),
                tiers);
    }

    /** What moves the model to the mean of the tiers' models. */
    Aggregate towardsMean(Parameters model, Aggregate last) {
        double[] weights = weights();
        List<Parameters> models = new ArrayList<>();
        for (int tier = 0; tier < tiers; tier++) {
            models.add(state.vector(name(tier)));
        }
        MemorySegment change = VectorMemory.floats(model.size());
        for (int i = 0; i < model.size(); i++) {
            double mean = 0;
            for (int tier = 0; tier < tiers; tier++) {
                mean += weights[tier] * models.get(tier).get(i);
            }
            change.setAtIndex(Parameters.VALUE, i, (float) (mean - model.get(i)));
        }
        return new Aggregate(new Parameters(model.layout(), change), last.totalWeight(), last.updates(), last.memory());
    }

    /** One of each tier, summing to 1. */
    double[] weights() {
        float[] counts = state.vector(COUNTS).toArray();
        double all = 0;
        for (float count : counts) {
            all += count;
        }
        double[] weights = new double[tiers];
        for (int tier = 0; tier < tiers; tier++) {
            weights[tier] = counts[tiers - 1 - tier] / all;
        }
        return weights;
    }

    OptimizerState state() {
        return state;
    }
}
