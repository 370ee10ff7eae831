package io.tifl.client;

import java.util.List;

/**
 * Labelled examples held by one client, read by row. Safe for concurrent reading; reading never changes them.
 */
public interface Examples {
    /** Number of examples; may be 0. */
    int size();

    /** Shape of one example's features: {@code [features]} or {@code [channels, height, width]}. */
    List<Integer> featureShape();

    /** Number of classes; labels are 0 to {@code classes() - 1}. */
    int classes();

    /**
     * Writes the features of one example, row-major in {@link #featureShape()}, into {@code into} from {@code offset}.
     */
    void features(int row, float[] into, int offset);

    /** The class of one example. */
    int label(int row);

    /** Number of values in one example's features. */
    default int featureSize() {
        return featureShape().stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    }
}
