package io.tifl.kernels;

import io.tifl.kernels.internal.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a product into parts of nearly equal work: by rows if each part has enough of them to use the weights it reads,
 * else by panels.
 */
final class GemmSlices {
    /** Fewer rows would read the weights too often for what they do with them. */
    private static final int LEAST_ROWS = 24;

    private GemmSlices() {}

    static List<Slice> of(Slice all, int parts) {
        List<Slice> slices = new ArrayList<>();
        if (all.rows() / parts >= LEAST_ROWS || all.panels() < parts) {
            int count = Math.min(parts, all.rows());
            for (int i = 0; i < count; i++) {
                int first = share(all.rows(), i, count);
                slices.add(new Slice(first, share(all.rows(), i + 1, count) - first, 0, all.panels()));
            }
        } else {
            for (int i = 0; i < parts; i++) {
                int first = share(all.panels(), i, parts);
                slices.add(new Slice(0, all.rows(), first, share(all.panels(), i + 1, parts) - first));
            }
        }
        return slices;
    }

    private static int share(int size, int part, int parts) {
        return (int) ((long) size * part / parts);
    }
}
