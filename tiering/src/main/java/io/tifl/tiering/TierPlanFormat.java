package io.tifl.tiering;

import io.tifl.protocol.wire.Frame;
import io.tifl.protocol.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A {@link TierPlan} as bytes and back: whole, or as what changed since an earlier version of it. Thread-safe.
 *
 * <p>A plan that was read behaves like the one that was written in every respect, the positions of clients within their
 * tiers included, so selection and re-tiering go on as if nothing had happened. A change holds the blocks of 64 values that
 * both versions do not share, so after a round it has about one kilobyte for each client that was looked at, whatever the
 * number of clients. {@code docs/store.md} describes the bytes; they are pinned by golden files.
 */
public final class TierPlanFormat {
    static final Frame FRAME = new Frame("TIFP", 1);

    /** The bytes are a plan on their own. */
    static final int WHOLE = 0;

    /** The bytes change the plan before. */
    static final int CHANGE = 1;

    /** Added to the kind of a part that tells what clients showed in training. */
    static final int WITH_UTILITIES = 2;

    /** Added to the kind of a part that tells what clients said of their data. */
    static final int WITH_HOLDINGS = 4;

    private TierPlanFormat() {}

    /** The plan on its own. */
    public static byte[] whole(TierPlan plan) {
        return FRAME.seal(sink -> new TierPlanWriter(sink).whole(plan));
    }

    /**
     * What changed from one version of a plan to a later one.
     *
     * @return the later plan on its own if it was not made from the earlier one
     */
    public static byte[] change(TierPlan before, TierPlan after) {
        return isLater(before.roster(), after.roster())
                ? FRAME.seal(sink -> new TierPlanWriter(sink).change(before, after))
                : whole(after);
    }

    private static boolean isLater(Roster before, Roster after) {
        return before.tiers() == after.tiers() && after.index().startsWith(before.index());
    }

    /**
     * The plan after the last part.
     *
     * @param parts a whole plan, then changes in the order they were made; a whole plan among them starts anew
     * @throws MalformedMessageException if a part is no part of a plan, does not follow the one before, or says what cannot be
     */
    public static TierPlan read(List<byte[]> parts) throws MalformedMessageException {
        if (parts.isEmpty()) {
            throw new MalformedMessageException("a tier plan has at least one part");
        }
        TierPlanReader reader = new TierPlanReader();
        try {
            for (byte[] part : parts) {
                reader.apply(FRAME.open(ByteBuffer.wrap(part)));
            }
            return reader.plan();
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("the tier plan says what cannot be: " + e.getMessage());
        }
    }
}
