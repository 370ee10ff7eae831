package io.tifl.coordinator.store;

import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.store.Blobs.Blob;
import io.tifl.coordinator.store.Kept.PlanParts;
import io.tifl.coordinator.store.Kept.Ref;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TierPlanFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a new state adds to the store, given what is there already: its blobs are written, its rows are not.
 *
 * @param blobs that are written, and have to be there still when the rows are
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

    /**
     * Writes the blobs of a state.
     *
     * @param before what is in the store, as far as it is known; empty writes everything
     * @param model the blob of this state's model, if it is written already
     */
    static Addition write(Blobs store, Federation after, Optional<Kept> before, Optional<Blob> model, long lastPart)
            throws IOException {
        List<Blob> blobs = new ArrayList<>();
        Ref modelBlob = model(store, after.model(), before, model, blobs);
        Map<String, Kept.Vector> vectors = new TreeMap<>();
        for (Map.Entry<String, Parameters> vector :
                after.optimizerState().vectors().entrySet()) {
            String name = vector.getKey();
            vectors.put(name, vector(store, before, name, vector.getValue(), blobs));
        }
        Optional<Part> part = part(after.tiers(), before, lastPart + 1);
        Optional<Blob> partBlob = part.flatMap(Part::blob);
        if (partBlob.isPresent()) {
            store.put(partBlob.get());
            blobs.add(partBlob.get());
        }
        Kept kept = new Kept(after.model(), modelBlob, vectors, after.tiers(), parts(before, part), flights(after));
        return new Addition(blobs, part, kept, lastPart);
    }

    private static Set<FlightRow> flights(Federation after) {
        Set<FlightRow> flights = new LinkedHashSet<>();
        after.flights().forEach(flight -> flights.add(FlightRow.of(flight)));
        return flights;
    }

    // States share what a round did not touch; equal copies are only written again.
    @SuppressWarnings("ReferenceEquality")
    private static Ref model(
            Blobs store, GlobalModel model, Optional<Kept> before, Optional<Blob> written, List<Blob> blobs)
            throws IOException {
        if (before.isPresent() && before.get().model() == model) {
            return before.get().modelBlob();
        }
        return added(blobs, written.isPresent() ? written.get() : StoredParameters.write(store, model));
    }

    @SuppressWarnings("ReferenceEquality")
    private static Kept.Vector vector(
            Blobs store, Optional<Kept> before, String name, Parameters values, List<Blob> blobs) throws IOException {
        Optional<Kept.Vector> kept = before.map(state -> state.vectors().get(name));
        if (kept.isPresent() && kept.get().values() == values) {
            return kept.get();
        }
        return new Kept.Vector(values, added(blobs, StoredParameters.writeVector(store, values)));
    }

    private static Ref added(List<Blob> blobs, Blob blob) {
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
