package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.random.RandomGenerator;

/** Whom Oort asks; see {@link OortPolicy}. Clients are to report the mean of their squared losses. */
record OortSelection(OortSettings settings) implements SelectionPolicy {
    @Override
    public String name() {
        return "oort";
    }

    @Override
    public Cohort select(TierPlan plan, int size, RandomGenerator random) {
        return new OortRound(settings, plan, size, random).cohort();
    }

    @Override
    public Settings taskSettings() {
        return Settings.none().with("square-loss", true);
    }

    @Override
    public boolean ranksClients() {
        return true;
    }
}
