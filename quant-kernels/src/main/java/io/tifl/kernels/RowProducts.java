package io.tifl.kernels;

import java.util.Arrays;

/**
 * The inner products of all pairs of some long rows of floats, taken up a few columns at a time: the Gram matrix that
 * distances and angles follow from.
 *
 * <p>Every product is exact in double precision. Each pair has eight partial sums, of the columns of equal number modulo 8,
 * in ascending order, added up in one order in the end: the same bits on every machine and for any cut into stretches of
 * columns, off by at most {@code columns / 8 + 3} roundings. Takes 64 bytes per pair of rows, and 8 per row and column of a
 * stretch.
 *
 * <p>Different rows may be loaded by different threads at once; so may strips be multiplied, once all rows are loaded.
 */
public final class RowProducts {
    private static final int STRETCH = 4096;
    private static final int PANEL_VALUES = 1 << 22;
    // Of a stretch, so that as much of all rows stays in the caches while they are multiplied with each other.
    private static final int CACHED_VALUES = 1 << 18;
    private static final int STEP = Kernels.PARTIAL_SUMS;

    private final int rows;
    private final int strips;
    private final int stretch;
    private final int cached;
    private final double[] panel;
    private final double[][] sums;
    private int loaded;

    /** @param rows at least 1 */
    public RowProducts(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("expected at least one row, got " + rows);
        }
        this.rows = rows;
        this.strips = Math.ceilDiv(rows, FloatRowKernels.TILE);
        int padded = strips * FloatRowKernels.TILE;
        this.stretch = Math.clamp(PANEL_VALUES / padded & -STEP, 64, STRETCH);
        this.cached = Math.clamp(CACHED_VALUES / padded & -STEP, 128, 512);
        this.panel = new double[Math.multiplyExact(padded, stretch)];
        this.sums = new double[strips][];
        for (int strip = 0; strip < strips; strip++) {
            sums[strip] = new double[(strip + 1) * FloatRowKernels.TILE_SUMS];
        }
    }

    /** The most columns that can be loaded at once; every stretch but the last has a multiple of 8. */
    public int stretch() {
        return stretch;
    }

    /** How many strips of rows there are to multiply. */
    public int strips() {
        return strips;
    }

    /**
     * Begins the next stretch of columns; then every row is loaded.
     *
     * @param columns 1 to {@link #stretch}, a multiple of 8 unless it is the last
     */
    public void begin(int columns) {
        if (columns < 1 || columns > stretch) {
            throw new IllegalArgumentException("a stretch has 1 to " + stretch + " columns, got " + columns);
        }
        loaded = Math.ceilDiv(columns, STEP) * STEP;
    }

    /**
     * Loads the columns of one row.
     *
     * @param values as many as the stretch has columns, from {@code values[0]} on
     */
    public void load(int row, float[] values, int columns) {
        int at = row * stretch;
        for (int i = 0; i < columns; i++) {
            panel[at + i] = values[i];
        }
        Arrays.fill(panel, at + columns, at + loaded, 0);
    }

    /** Multiplies the rows of one strip with all rows up to it. */
    public void multiply(int strip) {
        int one = strip * FloatRowKernels.TILE * stretch;
        for (int from = 0; from < loaded; from += cached) {
            int columns = Math.min(cached, loaded - from);
            for (int other = 0; other <= strip; other++) {
                Backend.FLOAT_ROWS.multiplyTile(
                        panel,
                        one + from,
                        other * FloatRowKernels.TILE * stretch + from,
                        stretch,
                        columns,
                        sums[strip],
                        other * FloatRowKernels.TILE_SUMS);
            }
        }
    }

    /** The product of two rows in all columns so far. */
    public double product(int one, int other) {
        int row = Math.max(one, other);
        int column = Math.min(one, other);
        int strip = row / FloatRowKernels.TILE;
        int tile = column / FloatRowKernels.TILE;
        int pair = row % FloatRowKernels.TILE * FloatRowKernels.TILE + column % FloatRowKernels.TILE;
        return Kernels.total(sums[strip], tile * FloatRowKernels.TILE_SUMS + STEP * pair);
    }

    /** How many rows there are. */
    public int rows() {
        return rows;
    }
}
