package io.tifl.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A matrix of weights as floats of 16 bits (IEEE 754 binary16), packed once for many products with rows of floats:
 * FBGEMM's products of half precision, with half the memory of 32-bit weights to read. Immutable and thread-safe.
 *
 * <p>An output starts from 0 and becomes {@code fma(input, weight, output)} for one input after the other, in order: the
 * same bits on every backend and for any number of rows.
 */
public final class HalfWeights {
    /** Columns that lie side by side; weights of missing ones are 0. */
    static final int PANEL = 16;

    private static final int ALIGNMENT = 64;

    private final MemorySegment panels;
    private final int depth;
    private final int columns;
    private final HalfGemm gemm;

    private HalfWeights(MemorySegment panels, int depth, int columns, HalfGemm gemm) {
        this.panels = panels;
        this.depth = depth;
        this.columns = columns;
        this.gemm = gemm;
    }

    /** The backend of this process, chosen at first use. */
    private static final class Chosen {
        static final HalfGemm GEMM = Backend.halfGemm();

        private Chosen() {}
    }

    /**
     * Packs weights, each rounded as {@link HalfFloats#toFloat16} does.
     *
     * @param weights {@code depth * columns} of them, a row for each input; copied
     * @param depth inputs, at least 1
     * @param columns outputs, at least 1
     */
    public static HalfWeights pack(float[] weights, int depth, int columns) {
        return pack(weights, depth, columns, Chosen.GEMM);
    }

    static HalfWeights pack(float[] weights, int depth, int columns, HalfGemm gemm) {
        if (depth < 1 || columns < 1 || (long) depth * columns != weights.length) {
            throw new IllegalArgumentException(
                    "expected " + depth + " x " + columns + " weights, got " + weights.length);
        }
        int count = Math.ceilDiv(columns, PANEL);
        MemorySegment panels = Arena.ofAuto().allocate(count * panelBytes(depth), ALIGNMENT);
        float[] panel = new float[Math.multiplyExact(PANEL, depth)];
        for (int i = 0; i < count; i++) {
            int some = Math.min(PANEL, columns - PANEL * i);
            for (int k = 0; k < depth; k++) {
                System.arraycopy(weights, k * columns + PANEL * i, panel, PANEL * k, some);
                Arrays.fill(panel, PANEL * k + some, PANEL * (k + 1), 0);
            }
            HalfFloats.toFloat16(
                    MemorySegment.ofArray(panel), panels.asSlice(i * panelBytes(depth), panelBytes(depth)));
        }
        return new HalfWeights(panels.asReadOnly(), depth, columns, gemm);
    }

    /** Bytes of the weights of sixteen columns. */
    static long panelBytes(int depth) {
        return (long) Short.BYTES * PANEL * depth;
    }

    /** For each sixteen columns a row of sixteen weights per input. */
    MemorySegment panels() {
        return panels;
    }

    /** Reads the panel that begins with this column. */
    void widen(int column, float[] panel) {
        long bytes = panelBytes(depth);
        HalfFloats.fromFloat16(panels.asSlice(column / PANEL * bytes, bytes), MemorySegment.ofArray(panel));
    }

    /** Inputs: the length of the sums. */
    public int depth() {
        return depth;
    }

    /** Outputs. */
    public int columns() {
        return columns;
    }

    /** The weights as they were rounded, a row for each input. */
    public float[] unpack() {
        float[] weights = new float[depth * columns];
        float[] panel = new float[Math.multiplyExact(PANEL, depth)];
        for (int first = 0; first < columns; first += PANEL) {
            widen(first, panel);
            for (int k = 0; k < depth; k++) {
                System.arraycopy(panel, PANEL * k, weights, k * columns + first, Math.min(PANEL, columns - first));
            }
        }
        return weights;
    }

    /**
     * Multiplies on the calling thread. Operands on the heap hold up the garbage collector, for the time that six rows
     * take with 2^17 weights at most, unless sixteen columns have more.
     *
     * @param inputs rows of floats in native byte order, as many as the weights are deep
     * @param outputs as many rows of floats; overwritten
     * @throws IllegalArgumentException if a matrix has another size than its rows say, or both overlap
     */
    public void multiply(Rows inputs, Rows outputs) {
        inputs.requireWidth("inputs", (long) Float.BYTES * depth);
        outputs.requireWidth("outputs", (long) Float.BYTES * columns);
        inputs.requireOutputs(outputs);
        gemm.multiply(this, inputs, outputs);
    }
}
