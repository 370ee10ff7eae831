package io.tifl.client;

import java.util.List;

/** Labelled examples held by one client, read by row. Safe for concurrent reading; reading never changes them. */
public interface Examples {
    /** Number of examples; may be 0. */
    int size();

    /**
     * Shape of one example's features: {@code [features]}, {@code [features, time]} or {@code [channels, height, width]}. Tokens
     * of a text are features that are whole numbers: see {@link Tokens}.
     */
    List<Integer> featureShape();

    /** Number of classes; labels are 0 to {@code classes() - 1}. */
    int classes();

    /**
     * Writes the features of one example, row-major in {@link #featureShape()}, into {@code into} from {@code offset}.
     */
    void features(int row, float[] into, int offset);

    /** The class of one example. */
    int label(int row);

    /** Whether features are pixels kept as bytes, as with {@link #images}; if so, {@link #pixels} reads them as they are. */
    default boolean hasPixels() {
        return false;
    }

    /**
     * Writes the pixels of one example, 0 to 255 unsigned, row-major in {@link #featureShape()}, into {@code into} from
     * {@code offset}.
     *
     * @throws UnsupportedOperationException unless {@link #hasPixels}
     */
    default void pixels(int row, byte[] into, int offset) {
        throw new UnsupportedOperationException("these examples are not kept as bytes");
    }

    /** Number of values in one example's features. */
    default int featureSize() {
        return featureShape().stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    }

    /**
     * The examples at these rows, in this order, without copying their features; a row may occur more than once.
     *
     * @throws IllegalArgumentException if a row is not one of these examples
     */
    default Examples subset(int[] rows) {
        return SubsetExamples.of(this, rows);
    }

    /**
     * Examples over these very arrays: the caller hands them over and never writes them again.
     *
     * @param features {@code labels.length} rows, each row-major in {@code featureShape}
     * @throws IllegalArgumentException if the arrays do not fit each other, or a label is not a class
     */
    static Examples dense(List<Integer> featureShape, int classes, float[] features, int[] labels) {
        return new DenseExamples(new ExampleShape(featureShape, classes), features, labels);
    }

    /**
     * Images over these very arrays, as with {@link #dense}: one byte per pixel and channel, 0 to 255 unsigned, read as
     * {@code pixel / 255}. The images stay bytes in memory.
     */
    static Examples images(List<Integer> featureShape, int classes, byte[] pixels, int[] labels) {
        return new ImageExamples(new ExampleShape(featureShape, classes), pixels, labels);
    }

    /**
     * All examples of several parts in order, without copying.
     *
     * @throws IllegalArgumentException if there is no part, or the parts differ in shape or classes
     */
    static Examples concat(List<? extends Examples> parts) {
        return ConcatExamples.of(parts);
    }
}
