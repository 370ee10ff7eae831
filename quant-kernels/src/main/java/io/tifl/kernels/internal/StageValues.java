package io.tifl.kernels.internal;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tifl.kernels.jit.GemmFrame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A stage's values per column in native memory, filled up to whole panels. Immutable and thread-safe. */
final class StageValues {
    private final Stage stage;
    private final MemorySegment terms;
    private final MemorySegment multipliers;
    private final MemorySegment zeros;
    private final MemorySegment biases;

    private StageValues(Stage stage, int[] terms, float[] multipliers, int[] zeros, float[] biases, int columns) {
        Arena arena = Arena.ofAuto();
        this.stage = stage;
        this.terms = arena.allocate((long) Integer.BYTES * columns, 64);
        this.multipliers = arena.allocate((long) Float.BYTES * columns, 64);
        this.zeros = arena.allocate((long) Integer.BYTES * columns, 64);
        this.biases = arena.allocate((long) Float.BYTES * columns, 64);
        MemorySegment.copy(terms, 0, this.terms, JAVA_INT, 0, terms.length);
        MemorySegment.copy(multipliers, 0, this.multipliers, JAVA_FLOAT, 0, multipliers.length);
        MemorySegment.copy(zeros, 0, this.zeros, JAVA_INT, 0, zeros.length);
        MemorySegment.copy(biases, 0, this.biases, JAVA_FLOAT, 0, biases.length);
    }

    /** The stage's values for {@code columns} columns, those of all panels. */
    static StageValues of(Stage stage, int columns) {
        float[] none = {};
        return switch (stage) {
            case Stage.Int32() -> new StageValues(stage, new int[0], none, new int[0], none, 0);
            case Stage.ToBytes to -> new StageValues(stage, to.terms(), to.multipliers(), to.zeros(), none, columns);
            case Stage.ToFloats to ->
                new StageValues(stage, to.terms(), to.multipliers(), to.zeros(), to.biases(), columns);
        };
    }

    int elementBytes() {
        return stage.output().bytes();
    }

    /** Writes what the kernels need for the panels from {@code firstPanel} on. */
    void describe(MemorySegment frame, int firstPanel) {
        if (stage instanceof Stage.Int32) {
            return;
        }
        long offset = (long) firstPanel * PanelBytes.COLUMNS * Integer.BYTES;
        frame.set(JAVA_LONG, GemmFrame.COLUMN_TERMS, terms.address() + offset);
        frame.set(JAVA_LONG, GemmFrame.MULTIPLIERS, multipliers.address() + offset);
        frame.set(JAVA_LONG, GemmFrame.COLUMN_ZEROS, zeros.address() + offset);
        frame.set(JAVA_LONG, GemmFrame.COLUMN_BIASES, biases.address() + offset);
        if (stage instanceof Stage.ToBytes bytes) {
            frame.set(JAVA_INT, GemmFrame.OUTPUT_ZERO_WORD, bytes.outputZero());
            frame.set(JAVA_INT, GemmFrame.LOWEST_WORD, bytes.lowest());
            fill(frame, GemmFrame.OUTPUT_ZERO, bytes.outputZero() * 0x0001_0001_0001_0001L);
            fill(frame, GemmFrame.LOWEST, bytes.lowest() * 0x0101_0101_0101_0101L);
        } else if (stage instanceof Stage.ToFloats floats) {
            fill(
                    frame,
                    GemmFrame.LOWEST,
                    Integer.toUnsignedLong(Float.floatToRawIntBits(floats.lowest())) * 0x0000_0001_0000_0001L);
        }
    }

    private static void fill(MemorySegment frame, int at, long pattern) {
        for (int i = 0; i < 4; i++) {
            frame.set(JAVA_LONG, at + 8L * i, pattern);
        }
    }
}
