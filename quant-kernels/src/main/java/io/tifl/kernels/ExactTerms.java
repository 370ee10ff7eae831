package io.tifl.kernels;

/**
 * The weights of several clients on the grid of an exact sum, and when their terms can be added before they are rounded.
 *
 * <p>A decoded value is a sum of multiples of its row's scale and bias, rounded to a float, and so a whole multiple of what
 * the last bit of the smaller of the two is worth. If this is a fine step or more, rounding to fine steps changes no term.
 * If besides the sum of all terms is below 2^53 of these units, doubles add them without rounding, in any order; and if it
 * is below 2^51 coarse steps, it can be split into coarse and fine steps as one. Both bounds are halved, for the roundings
 * of what is compared with them. Few rows of real updates are outside.
 */
final class ExactTerms {
    private static final double MOST = 0x1p50;
    private static final int SPAN_BITS = 52;
    private static final int FLOAT_BITS = 23;

    /** More than any code. */
    private static final int CODES_END = 256;

    private final FixedPoint grid;
    private final double[] factors;

    /**
     * Terms on a grid.
     *
     * @param factors weights in coarse steps per unit
     */
    ExactTerms(FixedPoint grid, double[] factors) {
        this.grid = grid;
        this.factors = factors;
    }

    static ExactTerms of(FixedPoint grid, long[] weights, int from, int count) {
        double[] factors = new double[count];
        for (int i = 0; i < count; i++) {
            factors[i] = Math.scalb((double) weights[from + i], grid.coarseScale());
        }
        return new ExactTerms(grid, factors);
    }

    FixedPoint grid() {
        return grid;
    }

    /** Weights in coarse steps per unit; not to be changed. */
    double[] factors() {
        return factors;
    }

    int clients() {
        return factors.length;
    }

    double ratio() {
        return Math.scalb(1.0, grid.apart());
    }

    /** The terms of one of the clients. */
    ExactTerms only(int client) {
        return new ExactTerms(grid, new double[] {factors[client]});
    }

    /**
     * Whether the clients' terms may be added in doubles.
     *
     * @param grids scale and bias of each client, times the unit
     */
    boolean addable(float[] grids) {
        double bound = 0;
        int least = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
        for (int i = 0; i < factors.length; i++) {
            float scale = Math.abs(grids[2 * i]);
            float bias = Math.abs(grids[2 * i + 1]);
            bound += Math.abs(factors[i]) * ((double) CODES_END * scale + bias);
            least = Math.min(least, Math.min(bits(scale), bits(bias)));
        }
        double unit = Float.intBitsToFloat(least & Float.floatToRawIntBits(Float.POSITIVE_INFINITY));
        return unit >= Math.scalb(1.0, FLOAT_BITS - grid.fineScale())
                && bound < MOST
                && bound < unit * Math.scalb(1.0, grid.coarseScale() + SPAN_BITS - FLOAT_BITS);
    }

    /** Zero is a multiple of anything. */
    private static int bits(float magnitude) {
        return magnitude == 0 ? Integer.MAX_VALUE : Float.floatToRawIntBits(magnitude);
    }
}
