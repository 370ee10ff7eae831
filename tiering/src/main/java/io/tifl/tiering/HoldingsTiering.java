package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;

/**
 * Remembers what clients say of their data: in answers to queries and in replies that count. Tiers are kept and not looked at.
 *
 * @param name of the policy
 */
record HoldingsTiering(String name) implements TieringPolicy {
    @Override
    public TierPlan start(TierPlan tiers) {
        Holdings.Editor edit = Holdings.none().edit();
        edit.register(tiers.roster());
        return tiers.with(Schedule.uniform(tiers.tierCount())).with(edit.done());
    }

    @Override
    public TierPlan adapt(TierPlan plan, Feedback feedback) {
        TierPlan after = plan.after(feedback);
        Holdings.Editor edit = plan.holdings().edit();
        edit.register(plan.roster());
        for (ClientId client : feedback.latencies().keySet()) {
            Feedback.Trained trained = feedback.trained().get(client);
            int number = plan.roster().index().find(client);
            if (number >= 0 && trained != null) {
                edit.holds(number, (double) trained.examples());
                edit.trained(number, trained.loss());
            }
        }
        // Later, since training may look at a share of the examples only.
        feedback.answers().forEach((client, said) -> {
            int number = plan.roster().index().find(client);
            if (number >= 0) {
                edit.holds(number, held(said));
            }
        });
        return after.with(edit.done());
    }

    /** How many examples a client says it has. */
    private static double held(Metrics said) {
        return said.get("held").orElse(said.get("examples").orElse(0));
    }
}
