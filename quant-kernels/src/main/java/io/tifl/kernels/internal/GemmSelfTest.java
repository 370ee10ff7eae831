package io.tifl.kernels.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tifl.kernels.jit.GemmArithmetic;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Compares a backend with the reference before anything depends on it: every way of adding, every stage, both kinds of
 * input, on small matrices with ragged edges and extreme values. Takes a few milliseconds, once per process.
 */
final class GemmSelfTest {
    private static final int ROWS = 8;
    private static final int DEPTH = 37;
    private static final int COLUMNS = 21;

    private final GemmBackend backend;
    private final GemmBackend reference;

    private GemmSelfTest(GemmBackend backend, GemmBackend reference) {
        this.backend = backend;
        this.reference = reference;
    }

    static boolean passes(GemmBackend backend, GemmBackend reference) {
        GemmSelfTest test = new GemmSelfTest(backend, reference);
        for (GemmArithmetic arithmetic : GemmArithmetic.values()) {
            Panels panels = Panels.exact(weights(arithmetic), ChainBound.LARGEST_BYTE);
            if (panels.arithmetic(0, ChainBound.LARGEST_BYTE) != arithmetic || !test.passes(panels)) {
                return false;
            }
        }
        return test.passes(Panels.saturating(weights(GemmArithmetic.WIDENED)));
    }

    /** Weights that this way of adding is the fastest exact one for. */
    private static Weights weights(GemmArithmetic arithmetic) {
        int largest = arithmetic == GemmArithmetic.WIDENED ? 128 : 128 / (2 * arithmetic.steps());
        byte[] values = new byte[DEPTH * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            int magnitude = i % 3 == 0 ? largest : i * 7 % largest;
            // Sixteen rows of one sign, so that sums grow to what the bounds allow.
            boolean negative = (i / COLUMNS / 16 + i % COLUMNS) % 2 == 0;
            values[i] = (byte) (negative ? -magnitude : Math.min(magnitude, 127));
        }
        return new Weights(values, DEPTH, COLUMNS);
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

    private static List<Stage> stages() {
        int[] terms = new int[COLUMNS];
        int[] zeros = new int[COLUMNS];
        float[] multipliers = new float[COLUMNS];
        float[] biases = new float[COLUMNS];
        for (int j = 0; j < COLUMNS; j++) {
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

    private static List<Input> inputs() {
        byte[] bytes = new byte[ROWS * DEPTH];
        float[] floats = new float[ROWS * DEPTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 5 == 0 ? 255 : i * 37);
            floats[i] = (i * 37 % 301 - 150) * 0.25f;
        }
        return List.of(
                new Input.UnsignedBytes(MemorySegment.ofArray(bytes), DEPTH),
                new Input.Floats(MemorySegment.ofArray(floats), (long) Float.BYTES * DEPTH, 3.5f, 100));
    }

    private static byte[] result(GemmBackend backend, Panels panels, Stage stage, Input input) {
        long stride = (long) COLUMNS * stage.output().bytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment output = arena.allocate(ROWS * stride + 64);
            backend.bind(panels, stage).compute(input, output, stride, new Slice(0, ROWS, 0, panels.count()));
            return output.toArray(JAVA_BYTE);
        }
    }
}
