package io.tifl.tiering;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A[t][k] for every tier t and every number of completed rounds k. Immutable.
 *
 * <p>A round without a usable value (not measured, not a number, outside 0 to 1) carries the value before it on.
 *
 * @param values bits of the doubles, row k after row k - 1; NaN while nothing was measured
 */
record AccuracyHistory(int tiers, PersistentLongs values) {
    static AccuracyHistory start(int tiers) {
        return start(tiers, List.of());
    }

    static AccuracyHistory start(int tiers, List<OptionalDouble> initial) {
        return new AccuracyHistory(tiers, PersistentLongs.empty()).after(initial);
    }

    AccuracyHistory after(List<OptionalDouble> measured) {
        if (!measured.isEmpty() && measured.size() != tiers) {
            throw new IllegalArgumentException(
                    measured.size() + " accuracies given for a plan with " + tiers + " tiers");
        }
        PersistentLongs.Editor edit = values.edit();
        for (int tier = 0; tier < tiers; tier++) {
            OptionalDouble value = measured.isEmpty() ? OptionalDouble.empty() : measured.get(tier);
            edit.append(usable(value) ? Double.doubleToRawLongBits(value.getAsDouble()) : previous(tier));
        }
        return new AccuracyHistory(tiers, edit.done());
    }

    OptionalDouble at(int tier, long k) {
        long row = Math.multiplyExact(k, tiers);
        if (k < 0 || row >= values.size()) {
            throw new IndexOutOfBoundsException("round " + k + " of " + (values.size() / tiers - 1));
        }
        double value = Double.longBitsToDouble(values.get((int) row + tier));
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private long previous(int tier) {
        int last = values.size() - tiers;
        return last < 0 ? Double.doubleToRawLongBits(Double.NaN) : values.get(last + tier);
    }

    private static boolean usable(OptionalDouble value) {
        return value.isPresent() && value.getAsDouble() >= 0 && value.getAsDouble() <= 1;
    }
}
