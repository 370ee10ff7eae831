package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Compares sums of rows with those of plain loops before anything depends on them: every number of bits and of clients,
 * ragged columns, and rows whose terms cannot be added before they are rounded. Takes a few milliseconds, once per process.
 */
final class RowSumsSelfTest {
    private static final int COLUMNS = 64 + 8 + 5;
    private static final int ROWS = 2;
    private static final FixedPoint GRID = FixedPoint.fitting(1024, 1 << 20, 2048);

    private final RowSums sums;
    private final RowSums reference;

    private RowSumsSelfTest(RowSums sums, RowSums reference) {
        this.sums = sums;
        this.reference = reference;
    }

    static boolean passes(RowSums sums, RowSums reference) {
        RowSumsSelfTest test = new RowSumsSelfTest(sums, reference);
        for (int bits : new int[] {8, 4, 2}) {
            FusedRows format = new FusedRows(bits, COLUMNS, 0.5f);
            for (int clients = 1; clients <= RowSums.MOST_CLIENTS; clients *= 2) {
                if (!test.passes(new RowStretch(format, 0, ROWS, 0, COLUMNS), clients)) {
                    return false;
                }
            }
            if (!test.passesBags(format)) {
                return false;
            }
        }
        return true;
    }

    private boolean passes(RowStretch stretch, int clients) {
        MemorySegment[] rows = new MemorySegment[clients];
        float[] weights = new float[clients];
        double[] factors = new double[clients];
        for (int i = 0; i < clients; i++) {
            rows[i] = rows(stretch.format(), ROWS, i);
            weights[i] = 0.3f * (i + 1);
            factors[i] = Math.scalb(100.0 + i, GRID.coarseScale());
        }
        ExactTerms terms = new ExactTerms(GRID, factors);
        return Arrays.equals(floats(sums, stretch, rows, weights), floats(reference, stretch, rows, weights))
                && Arrays.equals(exact(sums, stretch, rows, terms), exact(reference, stretch, rows, terms));
    }

    private static float[] floats(RowSums sums, RowStretch stretch, MemorySegment[] rows, float[] weights) {
        float[] sum = new float[ROWS * COLUMNS + 1];
        Arrays.fill(sum, 0.7f);
        sums.addFloats(stretch, rows, weights, MemorySegment.ofArray(sum));
        return sum;
    }

    private static long[] exact(RowSums sums, RowStretch stretch, MemorySegment[] rows, ExactTerms terms) {
        long[] coarse = new long[ROWS * COLUMNS + 1];
        long[] fine = new long[ROWS * COLUMNS + 1];
        sums.addExact(stretch, rows, terms, MemorySegment.ofArray(coarse), MemorySegment.ofArray(fine));
        return normal(coarse, fine, GRID.apart());
    }

    /** Two limbs as one sum has them only one way: whole coarse steps all counted as such. */
    static long[] normal(long[] coarse, long[] fine, int apart) {
        long[] normal = new long[2 * coarse.length];
        for (int i = 0; i < coarse.length; i++) {
            long carry = fine[i] >> apart;
            normal[2 * i] = coarse[i] + carry;
            normal[2 * i + 1] = fine[i] - (carry << apart);
        }
        return normal;
    }

    private boolean passesBags(FusedRows format) {
        int[] indices = new int[33];
        float[] weights = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i * 7 % ROWS;
            weights[i] = 0.1f * i;
        }
        EmbeddingTable table = new EmbeddingTable(format, rows(format, ROWS, 0));
        EmbeddingBags bags = EmbeddingBags.ofLengths(indices, 15, 0, 1, 17);
        return Arrays.equals(bags(sums, table, bags), bags(reference, table, bags))
                && Arrays.equals(
                        bags(sums, table, bags.weighted(weights)), bags(reference, table, bags.weighted(weights)))
                && Arrays.equals(
                        bags(sums, table, bags.weightedByPosition(weights)),
                        bags(reference, table, bags.weightedByPosition(weights)));
    }

    private static float[] bags(RowSums sums, EmbeddingTable table, EmbeddingBags bags) {
        float[] result = new float[bags.count() * COLUMNS];
        Arrays.fill(result, 1);
        sums.sumBags(table, bags, MemorySegment.ofArray(result));
        return result;
    }

    /** Rows of all codes; the second one's scale is so small that terms must be rounded one by one. */
    private static MemorySegment rows(FusedRows format, int count, int client) {
        byte[] bytes = new byte[count * format.rowBytes()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 151 + client * 37);
        }
        MemorySegment rows = MemorySegment.ofArray(bytes);
        for (int row = 0; row < count; row++) {
            float scale = row == 1 ? 0x1p-24f : 0.01f * (client + 1);
            new RowGrid(scale, row == 1 ? 100 : -0.7f, 0)
                    .write(format.bits(), rows, (long) row * format.rowBytes() + format.codeBytes());
        }
        return rows;
    }
}
