package io.tifl.kernels.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tifl.kernels.jit.GemmArithmetic;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares a backend with the reference before anything depends on it: every way of adding, every stage, both kinds of
 * input, on small matrices with ragged edges and extreme values. Takes a few milliseconds, once per process.
 */
final class GemmSelfTest {
    private static final int ROWS = 8;
    private static final int DEPTH = 37;
    private static final int COLUMNS = 21;

    /** Two panels at once, one more, and one of which not all columns exist. */
    private static final int COLUMNS_OF_PAIRS = 53;

    private final GemmBackend backend;
    private final GemmBackend reference;
    private final int rows;
    private final int columns;

    private GemmSelfTest(GemmBackend backend, GemmBackend reference, int rows, int columns) {
        this.backend = backend;
        this.reference = reference;
        this.rows = rows;
        this.columns = columns;
    }

    /** Tests the ways of adding that bounds are proved for, the exact one without any, and the saturating one. */
    static boolean passes(GemmBackend backend, GemmBackend reference) {
        GemmSelfTest test = new GemmSelfTest(backend, reference, ROWS, COLUMNS);
        for (GemmArithmetic arithmetic : EnumSet.complementOf(EnumSet.of(GemmArithmetic.DOT))) {
            Panels panels = Panels.exact(test.weights(arithmetic), ChainBound.LARGEST_BYTE);
            if (panels.arithmetic(0, ChainBound.LARGEST_BYTE) != arithmetic || !test.passes(panels)) {
                return false;
            }
        }
        return test.passes(Panels.saturating(test.weights(GemmArithmetic.WIDENED)));
    }

    /** Tests {@link GemmArithmetic#DOT}: one row to three are added up in several registers, eight are not. */
    static boolean passesDot(GemmBackend backend, GemmBackend reference) {
        return IntStream.of(1, 2, 3, ROWS)
                .mapToObj(rows -> new GemmSelfTest(backend, reference, rows, COLUMNS_OF_PAIRS))
                .allMatch(test -> test.passes(Panels.unbounded(test.weights(GemmArithmetic.WIDENED))));
    }

    /** Weights that this way of adding is the fastest exact one for. */
    private Weights weights(GemmArithmetic arithmetic) {
        int largest = arithmetic == GemmArithmetic.WIDENED ? 128 : 128 / (2 * arithmetic.steps());
        byte[] values = new byte[DEPTH * columns];
        for (int i = 0; i < values.length; i++) {
            int magnitude = i % 3 == 0 ? largest : i * 7 % largest;
            // Sixteen rows of one sign, so that sums grow to what the bounds allow.
            boolean negative = (i / columns / 16 + i % columns) % 2 == 0;
            values[i] = (byte) (negative ? -magnitude : Math.min(magnitude, 127));
        }
        return new Weights(values, DEPTH, columns);
    }

    private boolean passes(Panels panels) {
        for (Stage stage : stages()) {
            for (Input input : inputs()) {
                if (!Arrays.equals(result(backend, panels, stage, input), result(reference, panels, stage, input))) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Stage> stages() {
        int[] terms = new int[columns];
        int[] zeros = new int[columns];
        float[] multipliers = new float[columns];
        float[] biases = new float[columns];
        for (int j = 0; j < columns; j++) {
            terms[j] = 1000 * j - 9000;
            zeros[j] = j - 10;
            multipliers[j] = 0.0004f * (j + 1);
            biases[j] = j - 7.5f;
        }
        int[] none = {};
        return List.of(
                new Stage.Int32(),
                new Stage.ToBytes(terms, multipliers, none, 120, 0),
                new Stage.ToBytes(terms, multipliers, zeros, 20, 20),
                new Stage.ToFloats(terms, multipliers, none, biases, Float.NEGATIVE_INFINITY),
                new Stage.ToFloats(terms, multipliers, zeros, biases, 0));
    }

    private List<Input> inputs() {
        byte[] bytes = new byte[rows * DEPTH];
        float[] floats = new float[rows * DEPTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 5 == 0 ? 255 : i * 37);
            floats[i] = (i * 37 % 301 - 150) * 0.25f;
        }
        return List.of(
                new Input.UnsignedBytes(MemorySegment.ofArray(bytes), DEPTH),
                new Input.Floats(MemorySegment.ofArray(floats), (long) Float.BYTES * DEPTH, 3.5f, 100));
    }

    private byte[] result(GemmBackend backend, Panels panels, Stage stage, Input input) {
        long stride = (long) columns * stage.output().bytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment output = arena.allocate(rows * stride + 64);
            backend.bind(panels, stage).compute(input, output, stride, new Slice(0, rows, 0, panels.count()));
            return output.toArray(JAVA_BYTE);
        }
    }
}
