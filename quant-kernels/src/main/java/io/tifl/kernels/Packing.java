package io.tifl.kernels;

/**
 * How weights are packed.
 *
 * @param transposed whether the given weights have a row for each output rather than for each input
 * @param saturating whether sums of two neighbouring products saturate in 16 bits, as in FBGEMM and oneDNN on processors
 *     without VNNI: for comparison with them only
 * @param largestInput what inputs rarely exceed, 1 to 255: the kernels are made fast for these. Larger inputs give the
 *     same exact results, some more slowly
 */
public record Packing(boolean transposed, boolean saturating, int largestInput) {
    /** Exact, for inputs of 0 to 255, from weights of one row for each input. */
    public static final Packing DEFAULT = new Packing(false, false, 255);

    public Packing {
        if (largestInput < 1 || largestInput > 255) {
            throw new IllegalArgumentException("expected a largest input of 1 to 255, got " + largestInput);
        }
    }

    public Packing fromTransposed() {
        return new Packing(true, saturating, largestInput);
    }

    public Packing saturatingLikeFbgemm() {
        return new Packing(transposed, true, largestInput);
    }

    public Packing forInputsUpTo(int largest) {
        return new Packing(transposed, saturating, largest);
    }
}
