package io.tifl.kernels.internal;

import static jdk.incubator.vector.VectorOperators.B2I;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products on the Vector API, for processors and systems without generated code: four rows and a panel's sixteen columns
 * at a time, multiplied and added as 32-bit integers, which is exact for all operands. Saturating products, which exist
 * for comparison only, are left to the reference.
 */
final class VectorGemm implements GemmBackend {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
    private static final int LANES = 8;
    private static final int ROWS = 4;

    @Override
    public Multiplication bind(Panels panels, Stage stage) {
        if (panels.saturating()) {
            return new ScalarGemm().bind(panels, stage);
        }
        byte[] weights = byPanel(panels);
        return (input, output, stride, slice) -> {
            int[] rows = new int[ROWS * panels.depth()];
            int[] rowSums = new int[ROWS];
            int[] sums = new int[ROWS * PanelBytes.COLUMNS];
            int end = slice.firstRow() + slice.rows();
            for (int i = slice.firstRow(); i < end; i += ROWS) {
                int count = Math.min(ROWS, end - i);
                read(input, i, count, panels.depth(), rows, rowSums);
                for (int panel = slice.firstPanel(); panel < slice.firstPanel() + slice.panels(); panel++) {
                    for (int half = 0; half < PanelBytes.COLUMNS; half += LANES) {
                        multiply(rows, weights, panels.depth(), panel, half, sums);
                    }
                    store(panels, stage, sums, rowSums, panel, output, i, count, stride);
                }
            }
        };
    }

    /** The weights with a panel's sixteen columns side by side, row after row. */
    private static byte[] byPanel(Panels panels) {
        byte[] weights = panels.unpack();
        byte[] result = new byte[Math.multiplyExact(panels.count() * PanelBytes.COLUMNS, panels.depth())];
        for (int panel = 0; panel < panels.count(); panel++) {
            for (int k = 0; k < panels.depth(); k++) {
                System.arraycopy(
                        weights,
                        k * panels.columns() + panel * PanelBytes.COLUMNS,
                        result,
                        (panel * panels.depth() + k) * PanelBytes.COLUMNS,
                        panels.columnsOf(panel));
            }
        }
        return result;
    }

    /** Reads rows; those that do not exist become zeros. */
    private static void read(Input input, int first, int count, int depth, int[] rows, int[] sums) {
        for (int row = 0; row < ROWS; row++) {
            sums[row] = 0;
            for (int k = 0; k < depth; k++) {
                int value = row < count ? ScalarGemm.value(input, first + row, k) : 0;
                rows[row * depth + k] = value;
                sums[row] += value;
            }
        }
    }

    private static void multiply(int[] rows, byte[] weights, int depth, int panel, int half, int[] sums) {
        IntVector sum0 = IntVector.zero(INTS);
        IntVector sum1 = sum0;
        IntVector sum2 = sum0;
        IntVector sum3 = sum0;
        int at = panel * depth * PanelBytes.COLUMNS + half;
        for (int k = 0; k < depth; k++) {
            IntVector b = (IntVector) ByteVector.fromArray(BYTES, weights, at + k * PanelBytes.COLUMNS)
                    .convertShape(B2I, INTS, 0);
            sum0 = sum0.add(b.mul(rows[k]));
            sum1 = sum1.add(b.mul(rows[depth + k]));
            sum2 = sum2.add(b.mul(rows[2 * depth + k]));
            sum3 = sum3.add(b.mul(rows[3 * depth + k]));
        }
        sum0.intoArray(sums, half);
        sum1.intoArray(sums, PanelBytes.COLUMNS + half);
        sum2.intoArray(sums, 2 * PanelBytes.COLUMNS + half);
        sum3.intoArray(sums, 3 * PanelBytes.COLUMNS + half);
    }

    private static void store(
            Panels panels,
            Stage stage,
            int[] sums,
            int[] rowSums,
            int panel,
            MemorySegment output,
            int firstRow,
            int rows,
            long stride) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < panels.columnsOf(panel); column++) {
                ScalarStage.store(
                        stage,
                        sums[row * PanelBytes.COLUMNS + column],
                        rowSums[row],
                        panel * PanelBytes.COLUMNS + column,
                        output,
                        (firstRow + row) * stride);
            }
        }
    }
}
