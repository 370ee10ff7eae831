package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.util.List;

/**
 * What {@link FlowPolicy} learns from a round: whose turn it was, and how its loss compares with those of the others who are asked. Once
 * the clients of all tiers together are worse off than those who are asked by more than a tolerance, slow tiers get more of the
 * turns; when they are not, fast ones do. Tiers are as they are.
 */
record FlowTiering(FlowSettings settings) implements TieringPolicy {
    private static final double LESS = 0.5;
    private static final double MORE = 0.25;

    /** Rounds whose losses a client's is compared with. */
    private static final int COMPARED = 20;

    /** Clients of a tier that are looked at to tell how it fares. */
    private static final int LOOKED_AT = 64;

    @Override
    public String name() {
        return "flow";
    }

    @Override
    public TierPlan start(TierPlan tiers) {
        Utilities.Editor edit = Utilities.none().edit();
        edit.appendPace(settings.speed());
        edit.register(tiers.roster());
        Holdings.Editor held = Holdings.none().edit();
        held.register(tiers.roster());
        return tiers.with(Schedule.uniform(tiers.tierCount())).with(edit.done()).with(held.done());
    }

    @Override
    public TierPlan adapt(TierPlan plan, Feedback feedback) {
        TierPlan after = plan.after(feedback);
        Utilities.Editor edit = plan.utilities().edit();
        edit.register(plan.roster());
        Holdings.Editor held = plan.holdings().edit();
        held.register(plan.roster());
        int round = (int) Math.min(after.roundsCompleted(), Integer.MAX_VALUE);
        PersistentLongs pace = plan.utilities().pace();
        double loss = meanLoss(feedback, pace);
        edit.appendPace(loss);
        double usual = usualLoss(pace, loss);
        for (ClientId client : feedback.cohort().clients()) {
            int number = plan.roster().index().find(client);
            if (number >= 0) {
                edit.counted(number, relative(feedback, client, usual), seconds(feedback, client), round);
                Feedback.Trained trained = feedback.trained().get(client);
                held.holds(number, trained == null ? 0 : (double) trained.examples());
            }
        }
        return paced(after.with(edit.done()).with(held.done()));
    }

    /** A client's loss as a share of the usual one; 1 if it does not say one that can be. */
    private static double relative(Feedback feedback, ClientId client, double usual) {
        Feedback.Trained trained = feedback.trained().get(client);
        return trained == null || usual == 0 || !Holdings.isLoss(trained.loss()) ? 1 : trained.loss() / usual;
    }

    private static double seconds(Feedback feedback, ClientId client) {
        Duration latency = feedback.latencies().get(client);
        Duration waited = latency == null ? feedback.timedOut().get(client) : latency;
        return Micros.seconds(Micros.clamped(waited == null ? Duration.ZERO : waited));
    }

    /** Of those who say one that can be; the last one if nobody does. */
    private static double meanLoss(Feedback feedback, PersistentLongs pace) {
        double last = pace.size() < 2 ? 0 : Double.longBitsToDouble(pace.get(pace.size() - 1));
        double sum = 0;
        double examples = 0;
        for (Feedback.Trained trained : feedback.trained().values()) {
            if (Holdings.isLoss(trained.loss()) && trained.examples() > 0) {
                double own = (double) trained.examples();
                sum += own * trained.loss();
                examples += own;
            }
        }
        return examples == 0 ? last : sum / examples;
    }

    /** Mean over the last rounds, the latest included. */
    private static double usualLoss(PersistentLongs before, double latest) {
        int earlier = Math.min(COMPARED, before.size()) - 1;
        double sum = 0;
        for (int i = before.size() - earlier; i < before.size(); i++) {
            sum += Double.longBitsToDouble(before.get(i));
        }
        return (sum + latest) / (earlier + 1);
    }

    private TierPlan paced(TierPlan plan) {
        Utilities seen = plan.utilities();
        double speed = Double.longBitsToDouble(seen.pace().get(0));
        if (plan.roundsCompleted() % settings.paceStep() != 0) {
            return plan;
        }
        double excess = relativeLossOfAll(plan) - 1;
        double next = speed;
        if (excess > settings.tolerance()) {
            next = Math.max(settings.leastSpeed(), speed - LESS);
        } else if (excess < settings.tolerance() / 2) {
            next = Math.min(settings.speed(), speed + MORE);
        }
        Utilities.Editor edit = seen.edit();
        edit.setPace(0, next);
        return plan.with(edit.done());
    }

    /** Mean over the examples of tiers that anything is known of, each tier by some of its clients; 1 if nothing is. */
    private static double relativeLossOfAll(TierPlan plan) {
        double sum = 0;
        double examples = 0;
        for (int tier = 0; tier < plan.tierCount(); tier++) {
            List<ClientId> members = plan.clients(tier);
            int step = Math.max(1, members.size() / LOOKED_AT);
            double losses = 0;
            double held = 0;
            int known = 0;
            for (int at = 0; at < members.size(); at += step) {
                int number = plan.roster().index().find(members.get(at));
                if (number < plan.utilities().size() && plan.utilities().lastRound(number) > 0) {
                    double weight = plan.holdings().weight(number);
                    losses += weight * plan.utilities().utility(number);
                    held += weight;
                    known++;
                }
            }
            if (known > 0) {
                double each = (double) members.size() / known;
                sum += each * losses;
                examples += each * held;
            }
        }
        return examples == 0 ? 1 : sum / examples;
    }
}
