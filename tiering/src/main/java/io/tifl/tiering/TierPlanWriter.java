package io.tifl.tiering;

import io.tifl.protocol.wire.Sink;
import java.util.ArrayList;
import java.util.List;

/** Writes the body of a stored plan, field by field. Confined to one thread. */
final class TierPlanWriter {
    static final int LONGEST_ID = 128;

    private static final Membership NOBODY = Membership.empty();
    private static final PersistentLongs NOTHING = PersistentLongs.empty();

    private final Sink sink;

    TierPlanWriter(Sink sink) {
        this.sink = sink;
    }

    void whole(TierPlan plan) {
        sink.u8(TierPlanFormat.WHOLE + utilitiesOf(plan) + holdingsOf(plan));
        header(plan);
        clients(plan.roster().index(), 0);
        blocks(plan.roster().places(), NOTHING);
        plan.roster().groups().forEach(group -> group(group, NOBODY));
        blocks(plan.accuracies().values(), NOTHING);
        utilities(plan, Utilities.none());
        holdings(plan, Holdings.none());
    }

    void change(TierPlan before, TierPlan after) {
        Roster from = before.roster();
        Roster to = after.roster();
        sink.u8(TierPlanFormat.CHANGE + utilitiesOf(after) + holdingsOf(after));
        sink.i64(before.roundsCompleted());
        header(after);
        clients(to.index(), from.index().size());
        blocks(to.places(), from.places());
        for (int tier = 0; tier <= to.tiers(); tier++) {
            group(to.group(tier), from.group(tier));
        }
        blocks(after.accuracies().values(), before.accuracies().values());
        utilities(after, before.utilities());
        holdings(after, before.holdings());
    }

    // Plans of policies that keep none are the bytes they were before there were such.
    @SuppressWarnings("ReferenceEquality")
    private static int utilitiesOf(TierPlan plan) {
        return plan.utilities() == Utilities.none() ? 0 : TierPlanFormat.WITH_UTILITIES;
    }

    @SuppressWarnings("ReferenceEquality")
    private static int holdingsOf(TierPlan plan) {
        return plan.holdings() == Holdings.none() ? 0 : TierPlanFormat.WITH_HOLDINGS;
    }

    private void utilities(TierPlan plan, Utilities from) {
        if (utilitiesOf(plan) != 0) {
            Utilities to = plan.utilities();
            blocks(to.shown(), from.shown());
            blocks(to.seen(), from.seen());
            blocks(to.places(), from.places());
            blocks(to.pace(), from.pace());
        }
    }

    private void holdings(TierPlan plan, Holdings from) {
        if (holdingsOf(plan) != 0) {
            blocks(plan.holdings().said(), from.said());
            blocks(plan.holdings().places(), from.places());
        }
    }

    private void header(TierPlan plan) {
        Roster roster = plan.roster();
        sink.u32(roster.tiers());
        sink.u32(roster.smallest());
        roster.boundaries().forEach(sink::i64);
        for (double probability : plan.schedule().probabilities()) {
            sink.i64(Double.doubleToRawLongBits(probability));
        }
        for (long credit : plan.schedule().credits()) {
            sink.i64(credit);
        }
        sink.u32(plan.currentTier().orElse(TierPlanReader.NO_TIER));
        sink.i64(plan.roundsCompleted());
    }

    private void clients(ClientIndex index, int known) {
        sink.u32(known);
        sink.u32(index.size() - known);
        for (int number = known; number < index.size(); number++) {
            sink.string(index.id(number).value(), LONGEST_ID);
        }
    }

    private void group(Membership to, Membership from) {
        blocks(to.clients(), from.clients());
        blocks(to.latencies(), from.latencies());
    }

    private void blocks(PersistentLongs to, PersistentLongs from) {
        List<Integer> changed = new ArrayList<>();
        for (int block = 0; block < to.blocks(); block++) {
            if (!to.sharesBlock(block, from)) {
                changed.add(block);
            }
        }
        sink.u32(to.size());
        sink.u32(changed.size());
        for (int block : changed) {
            sink.u32(block);
            int first = block * PersistentLongs.blockSize();
            int end = Math.min(first + PersistentLongs.blockSize(), to.size());
            for (int i = first; i < end; i++) {
                sink.i64(to.get(i));
            }
        }
    }
}
