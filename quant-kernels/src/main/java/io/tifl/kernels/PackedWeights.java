package io.tifl.kernels;

import io.tifl.kernels.internal.GemmBackend;
import io.tifl.kernels.internal.Panels;
import io.tifl.kernels.internal.Stage;
import io.tifl.kernels.internal.Tier;
import io.tifl.kernels.internal.Weights;
import io.tifl.kernels.jit.GemmArithmetic;
import java.util.EnumMap;
import java.util.Map;

/**
 * A matrix of signed bytes, packed once for many products with unsigned bytes. Immutable and thread-safe.
 *
 * <p>For every sixteen outputs the fastest way of adding is chosen that is proved exact for their weights, unless the
 * processor has one that always is; see {@code README.md} of this module. Products are therefore exact modulo 2^32 for all inputs, unlike FBGEMM's and oneDNN's,
 * which saturate on processors without VNNI.
 */
public final class PackedWeights {
    private final Panels panels;
    private final GemmBackend backend;
    private final int[] columnSums;
    private final Gemm int32;

    private PackedWeights(Panels panels, GemmBackend backend, int[] columnSums) {
        this.panels = panels;
        this.backend = backend;
        this.columnSums = columnSums;
        this.int32 = gemm(new Stage.Int32());
    }

    /** Packs {@code depth * columns} weights, a row for each input, exactly. */
    public static PackedWeights pack(byte[] weights, int depth, int columns) {
        return pack(weights, depth, columns, Packing.DEFAULT);
    }

    /**
     * Packs weights.
     *
     * @param weights {@code depth * columns} of them; copied
     * @param depth inputs, the length of the sums; at least 1
     * @param columns outputs; at least 1
     */
    public static PackedWeights pack(byte[] weights, int depth, int columns, Packing packing) {
        return pack(weights, depth, columns, packing, Tier.chosen().backend());
    }

    static PackedWeights pack(byte[] weights, int depth, int columns, Packing packing, GemmBackend backend) {
        if (depth < 1 || columns < 1 || (long) depth * columns != weights.length) {
            throw new IllegalArgumentException(
                    "expected " + depth + " x " + columns + " weights, got " + weights.length);
        }
        Weights matrix =
                new Weights(packing.transposed() ? transposed(weights, columns, depth) : weights, depth, columns);
        Panels panels = packing.saturating() ? Panels.saturating(matrix) : backend.pack(matrix, packing.largestInput());
        return new PackedWeights(panels, backend, columnSums(matrix));
    }

    private static byte[] transposed(byte[] values, int rows, int columns) {
        byte[] result = new byte[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[j * rows + i] = values[i * columns + j];
            }
        }
        return result;
    }

    private static int[] columnSums(Weights weights) {
        int[] sums = new int[weights.columns()];
        for (int i = 0; i < weights.values().length; i++) {
            sums[i % sums.length] += weights.values()[i];
        }
        return sums;
    }

    /** One line for a log: what computes products in this process, and why. */
    public static String backend() {
        return Tier.chosen().description();
    }

    /** Products as 32-bit integers, in native byte order. */
    public Gemm int32() {
        return int32;
    }

    /** Products as bytes. */
    public Gemm requantized(Requantization to) {
        int[] zeros = to.weightZeroPoints(columns());
        int[] terms = terms(to.inputZeroPoint(), zeros);
        int[] bias = to.bias(columns());
        for (int j = 0; j < terms.length; j++) {
            terms[j] += bias[j];
        }
        return gemm(new Stage.ToBytes(terms, to.multipliers(columns()), zeros, to.outputZeroPoint(), to.lowest()));
    }

    /** Products as floats, in native byte order. */
    public Gemm dequantized(Dequantization to) {
        int[] zeros = to.weightZeroPoints(columns());
        return gemm(new Stage.ToFloats(
                terms(to.inputZeroPoint(), zeros), to.scales(columns()), zeros, to.bias(columns()), to.lowest()));
    }

    /** What the zero points add to each output whatever the inputs. */
    private int[] terms(int inputZero, int[] zeros) {
        int[] terms = new int[columns()];
        for (int j = 0; j < terms.length; j++) {
            terms[j] = -inputZero * (columnSums[j] - (zeros.length == 0 ? 0 : depth() * zeros[j]));
        }
        return terms;
    }

    private Gemm gemm(Stage stage) {
        return new Gemm(panels, stage, backend.bind(panels, stage));
    }

    /** Inputs: the length of the sums. */
    public int depth() {
        return panels.depth();
    }

    /** Outputs. */
    public int columns() {
        return panels.columns();
    }

    /** The weights, a row for each input. */
    public byte[] unpack() {
        return panels.unpack();
    }

    /** One line for a log: how many panels of sixteen outputs are added in which way, for any inputs. */
    public String description() {
        Map<GemmArithmetic, Integer> counts = new EnumMap<>(GemmArithmetic.class);
        int extra = 0;
        for (int panel = 0; panel < panels.count(); panel++) {
            counts.merge(panels.arithmetic(panel, 255), 1, Integer::sum);
            extra += panels.extraSteps(panel);
        }
        return depth() + " x " + columns() + ": panels " + counts + ", extra steps " + extra;
    }
}
