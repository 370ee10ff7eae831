package io.tifl.coordinator.store;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.tiering.TierPlan;
import java.util.Map;
import java.util.Set;

/**
 * What is known to be in the store of one federation: what stays the same in the next state is not written again. Immutable.
 *
 * @param modelBlob of the model
 * @param vectors of the optimiser by name
 * @param plan as the parts in the store yield it
 * @param flights orders that are out
 */
record Kept(
        GlobalModel model,
        Ref modelBlob,
        Map<String, Vector> vectors,
        TierPlan plan,
        PlanParts parts,
        Set<FlightRow> flights) {
    /** A blob's name and length in bytes. */
    record Ref(String name, long length) {
        static Ref of(Blobs.Blob blob) {
            return new Ref(blob.name(), blob.length());
        }
    }

    /** A vector and the blob it is in. */
    record Vector(Parameters values, Ref blob) {}

    /**
     * How the plan is stored.
     *
     * @param last number of the last part
     * @param changes how many changes follow the whole plan
     * @param wholeBytes length of the whole plan
     * @param changeBytes length of all changes together
     */
    record PlanParts(long last, int changes, long wholeBytes, long changeBytes) {
        private static final int MOST_CHANGES = 1000;

        /** Whether one more change is worth it: all are read at the next start, and shall not outgrow the whole. */
        boolean hasRoomFor(long bytes) {
            return changes < MOST_CHANGES && changeBytes + bytes <= wholeBytes;
        }

        PlanParts changed(long bytes) {
            return new PlanParts(last + 1, changes + 1, wholeBytes, changeBytes + bytes);
        }

        static PlanParts whole(long number, long bytes) {
            return new PlanParts(number, 0, bytes, 0);
        }
    }
}
