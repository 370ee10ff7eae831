package io.tifl.kernels.codec;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;

/** The bounds that the codecs state, worked out from a change. */
final class Bounds {
    private Bounds() {}

    static double largest(Parameters change) {
        double largest = 0;
        for (int i = 0; i < change.size(); i++) {
            largest = Math.max(largest, Math.abs(change.get(i)));
        }
        return largest;
    }

    /** The widest range of any row, when tensors are cut into rows of that length. */
    static double widestRow(Parameters change, int length) {
        double widest = 0;
        int from = 0;
        for (Layout.Block block : change.layout().blocks()) {
            int end = from + block.size();
            for (; from < end; from = Math.min(end, from + length)) {
                double min = Double.POSITIVE_INFINITY;
                double max = Double.NEGATIVE_INFINITY;
                for (int i = from; i < Math.min(end, from + length); i++) {
                    min = Math.min(min, change.get(i));
                    max = Math.max(max, change.get(i));
                }
                widest = Math.max(widest, max - min);
            }
        }
        return widest;
    }

    static double ofInt4(Parameters change) {
        return widestRow(change, 256) / 15 * 1.001 + largest(change) * 0x1p-13;
    }
}
