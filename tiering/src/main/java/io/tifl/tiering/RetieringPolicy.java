package io.tifl.tiering;

/** Re-tiers by what the round showed of its clients, then lets another policy do its own step. */
record RetieringPolicy(Retiering retiering, TieringPolicy inner) implements TieringPolicy {
    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public TierPlan start(TierPlan tiers) {
        return inner.start(tiers);
    }

    @Override
    public boolean looksAtAccuracy(long completed) {
        return inner.looksAtAccuracy(completed);
    }

    @Override
    public boolean isIndifferentToData() {
        return inner.isIndifferentToData();
    }

    @Override
    public TierPlan adapt(TierPlan plan, Feedback feedback) {
        TierPlan observed = plan.with(new Observations(plan.roster(), retiering).of(feedback));
        TierPlan after = inner.adapt(observed, feedback);
        int every = retiering.resplitEvery();
        boolean due = every > 0 && after.roundsCompleted() % every == 0;
        return due ? after.with(Resplit.of(after.roster(), retiering.split())) : after;
    }
}
