package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.time.Duration;

/** Applies the latencies of one round to a roster; confined to a thread, used once. Clients not in it are passed over. */
final class Observations {
    private final Roster roster;
    private final Retiering rule;
    private final Roster.Editor edit;

    Observations(Roster roster, Retiering rule) {
        this.roster = roster;
        this.rule = rule;
        this.edit = roster.edit();
    }

    Roster of(Feedback feedback) {
        feedback.latencies().forEach(this::answered);
        feedback.timedOut().forEach(this::silent);
        return edit.done();
    }

    private void answered(ClientId client, Duration latency) {
        int number = edit.find(client);
        if (number >= 0) {
            observe(number, Micros.clamped(latency), 0);
        }
    }

    private void silent(ClientId client, Duration waited) {
        int number = edit.find(client);
        if (number < 0) {
            return;
        }
        Place place = edit.place(number);
        if (place.tier() == roster.tiers()) {
            return;
        }
        int timeouts = place.timeouts() + 1;
        observe(number, Math.max(Micros.clamped(waited), edit.latency(place)), timeouts);
        if (rule.dropAfter() > 0 && timeouts >= rule.dropAfter()) {
            edit.move(number, roster.tiers());
        }
    }

    private void observe(int number, long observed, int timeouts) {
        Place place = edit.place(number);
        long before = edit.latency(place);
        boolean returns = place.tier() == roster.tiers();
        if (before == Micros.UNKNOWN || returns) {
            edit.setLatency(number, observed);
            edit.setPlace(number, place.seen(0, timeouts));
            settle(number, observed);
            return;
        }
        long smoothed = before + Math.round(rule.alpha() * (observed - before));
        edit.setLatency(number, smoothed);
        Place seen = place.seen(streak(place, smoothed), timeouts);
        edit.setPlace(number, seen);
        boolean patient = Math.abs(seen.streak()) >= rule.patience();
        if (patient || beyond(place.tier(), smoothed, 1 + rule.jump()) != 0) {
            settle(number, smoothed);
        }
    }

    private int streak(Place place, long smoothed) {
        int direction = beyond(place.tier(), smoothed, 1 + rule.margin());
        boolean goesOn = Integer.signum(place.streak()) == direction;
        return goesOn ? place.streak() + direction : direction;
    }

    /** 1 if slower than the tier's upper boundary by a factor, -1 if faster than its lower one, 0 otherwise. */
    private int beyond(int tier, long micros, double factor) {
        if (tier < roster.tiers() - 1 && micros > roster.boundaries().get(tier) * factor) {
            return 1;
        }
        return tier > 0 && micros < roster.boundaries().get(tier - 1) / factor ? -1 : 0;
    }

    private int least() {
        return rule.least() == 0 ? roster.smallest() : rule.least();
    }

    private void settle(int number, long micros) {
        Place from = edit.place(number);
        int tier = roster.tierFor(micros);
        boolean mayLeave = from.tier() == roster.tiers() || edit.size(from.tier()) > least();
        if (tier != from.tier() && mayLeave) {
            edit.move(number, tier);
            edit.setPlace(number, edit.place(number).seen(0, from.timeouts()));
        }
    }
}
