package io.tifl.tiering;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What Oort learns from a round (Lai et al., OSDI 2021, Algorithm 1): utilities, durations, who is barred, and its pace. Tiers are
 * kept and not looked at.
 *
 * <p>A loss that is no number, or negative, is worth nothing, and neither is one that is not reported: its client has been tried,
 * and that is all.
 */
record OortTiering(OortSettings settings) implements TieringPolicy {
    private static final double LIKE = 0.1;
    private static final double JUMP = 5;

    @Override
    public String name() {
        return "oort";
    }

    @Override
    public TierPlan start(TierPlan tiers) {
        Utilities.Editor edit = Utilities.none().edit();
        edit.appendPace(settings.preferred());
        edit.register(tiers.roster());
        return tiers.with(Schedule.uniform(tiers.tierCount())).with(edit.done());
    }

    @Override
    public TierPlan adapt(TierPlan plan, Feedback feedback) {
        TierPlan after = plan.after(feedback);
        Utilities.Editor edit = plan.utilities().edit();
        edit.register(plan.roster());
        int round = (int) Math.min(after.roundsCompleted(), Integer.MAX_VALUE);
        double[] gained = {0};
        feedback.latencies().forEach((client, latency) -> {
            int number = plan.roster().index().find(client);
            if (number >= 0) {
                double utility = utility(feedback.trained().get(client));
                edit.counted(number, utility, seconds(latency), round);
                gained[0] += edit.count(number) > 1 ? utility : 0;
                barIfDue(number, edit);
            }
        });
        feedback.timedOut().forEach((client, waited) -> {
            int number = plan.roster().index().find(client);
            if (number >= 0) {
                edit.late(number, seconds(waited));
            }
        });
        edit.appendPace(Math.min(gained[0], Double.MAX_VALUE));
        return after.with(paced(edit.done()));
    }

    private double utility(Feedback.@Nullable Trained trained) {
        if (trained == null || !(trained.squareLoss() > 0) || trained.examples() <= 0) {
            return 0;
        }
        long most = settings.mostExamples() == 0 ? Long.MAX_VALUE : settings.mostExamples();
        double utility = Math.sqrt(trained.squareLoss()) * Math.min(trained.examples(), most);
        return Double.isFinite(utility) ? Utilities.UTILITIES.clamped(utility) : 0;
    }

    private static double seconds(Duration duration) {
        return Micros.seconds(Micros.clamped(duration));
    }

    private void barIfDue(int client, Utilities.Editor edit) {
        boolean due = settings.barAfter() > 0 && edit.count(client) > settings.barAfter();
        if (due && !edit.isBarred(client) && edit.barred() + 1 <= settings.mostBarred() * edit.size()) {
            edit.bar(client);
        }
    }

    private Utilities paced(Utilities seen) {
        int step = settings.paceStep();
        PersistentLongs pace = seen.pace();
        int rounds = pace.size() - 1;
        if (rounds % step != 0 || rounds < 2L * step) {
            return seen;
        }
        double earlier = sum(pace, rounds - 2 * step, step);
        double later = sum(pace, rounds - step, step);
        double percentile = Double.longBitsToDouble(pace.get(0));
        Utilities.Editor edit = seen.edit();
        edit.setPace(0, percentile(percentile, earlier, later));
        return edit.done();
    }

    private double percentile(double now, double earlier, double later) {
        double slacker = Math.min(100, now + settings.paceDelta());
        if (settings.formula() == OortSettings.Formula.PAPER) {
            return later < earlier ? slacker : now;
        }
        double change = Math.abs(later - earlier);
        if (change <= LIKE * earlier) {
            return slacker;
        }
        return change >= JUMP * earlier
                ? Math.min(now, Math.max(settings.paceDelta(), now - settings.paceDelta()))
                : now;
    }

    private static double sum(PersistentLongs pace, int first, int rounds) {
        double sum = 0;
        for (int round = first; round < first + rounds; round++) {
            sum += Double.longBitsToDouble(pace.get(1 + round));
        }
        return sum;
    }
}
