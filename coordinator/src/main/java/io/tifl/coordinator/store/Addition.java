package io.tifl.coordinator.store;

import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.store.Blobs.Blob;
import io.tifl.coordinator.store.Kept.PlanParts;
import io.tifl.coordinator.store.Kept.Ref;
import io.tifl.protocol.Parameters;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TierPlanFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has to be written for a new state, given what is in the store already.
 *
 * @param blobs to be there before the rows
 * @param part of the plan; empty if the plan is the one that is there
 * @param kept what is in the store afterwards
 * @param lastPart number of the plan's last part before; 0 if there is none
 */
record Addition(List<Blob> blobs, Optional<Part> part, Kept kept, long lastPart) {
    /** Larger parts of plans go to the blobs. */
    private static final int MAX_ROW_BYTES = 64 << 10;

    /**
     * A part of a plan.
     *
     * @param isWhole it replaces all parts before it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(long number, boolean isWhole, byte[] bytes, Optional<Blob> blob) {
        static Part of(long number, boolean isWhole, byte[] bytes) {
            Optional<Blob> blob = bytes.length > MAX_ROW_BYTES ? Optional.of(Blob.of(bytes)) : Optional.empty();
            return new Part(number, isWhole, bytes, blob);
        }
    }

    /** @param before what is in the store, as far as it is known; empty writes everything */
    @SuppressWarnings(
            "ReferenceEquality") // states share what a round did not touch; equal copies are only written again
    static Addition of(Federation after, Optional<Kept> before, long lastPart) {
        List<Blob> blobs = new ArrayList<>();
        Ref model = before.filter(kept -> kept.model() == after.model())
                .map(Kept::modelBlob)
                .orElseGet(() -> added(blobs, StoredParameters.encode(after.model())));
        Map<String, Kept.Vector> vectors = new TreeMap<>();
        after.optimizerState()
                .vectors()
                .forEach((name, values) -> vectors.put(name, vector(before, name, values, blobs)));
        Optional<Part> part = part(after.tiers(), before, lastPart + 1);
        part.flatMap(Part::blob).ifPresent(blobs::add);
        PlanParts parts = parts(before, part);
        return new Addition(blobs, part, new Kept(after.model(), model, vectors, after.tiers(), parts), lastPart);
    }

    @SuppressWarnings("ReferenceEquality")
    private static Kept.Vector vector(Optional<Kept> before, String name, Parameters values, List<Blob> blobs) {
        return before.map(kept -> kept.vectors().get(name))
                .filter(vector -> vector.values() == values)
                .orElseGet(() -> new Kept.Vector(values, added(blobs, StoredParameters.encodeVector(values))));
    }

    private static Ref added(List<Blob> blobs, byte[] bytes) {
        Blob blob = Blob.of(bytes);
        blobs.add(blob);
        return Ref.of(blob);
    }

    @SuppressWarnings("ReferenceEquality")
    private static Optional<Part> part(TierPlan plan, Optional<Kept> before, long nextPart) {
        if (before.isEmpty()) {
            return Optional.of(Part.of(nextPart, true, TierPlanFormat.whole(plan)));
        }
        Kept kept = before.get();
        if (kept.plan() == plan) {
            return Optional.empty();
        }
        byte[] change = TierPlanFormat.change(kept.plan(), plan);
        return kept.parts().hasRoomFor(change.length)
                ? Optional.of(Part.of(nextPart, false, change))
                : Optional.of(Part.of(nextPart, true, TierPlanFormat.whole(plan)));
    }

    private static PlanParts parts(Optional<Kept> before, Optional<Part> part) {
        if (part.isEmpty()) {
            return before.orElseThrow().parts();
        }
        int bytes = part.get().bytes().length;
        return part.get().isWhole()
                ? PlanParts.whole(part.get().number(), bytes)
                : before.orElseThrow().parts().changed(bytes);
    }
}
