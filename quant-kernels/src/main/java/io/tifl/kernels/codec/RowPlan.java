package io.tifl.kernels.codec;

import io.tifl.kernels.ExactSum;
import io.tifl.kernels.FusedRows;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * How the tensors of a layout are cut into rows: each into rows of one length, and what is left of it into a shorter one,
 * so that no row holds values of two tensors.
 */
final class RowPlan {
    private final Layout layout;
    private final List<Piece> pieces = new ArrayList<>();
    private int rows;
    private long bytes;

    /**
     * Rows of one length, one after the other.
     *
     * @param from the first value
     * @param at the first byte
     */
    record Piece(FusedRows format, int rows, int from, long at) {
        MemorySegment of(MemorySegment payload) {
            return payload.asSlice(at, (long) rows * format.rowBytes());
        }

        MemorySegment valuesOf(MemorySegment values) {
            return values.asSlice((long) from * Float.BYTES, (long) rows * format.columns() * Float.BYTES);
        }
    }

    /**
     * A plan for rows of up to {@code length} values.
     *
     * @param unit of the rows' scales
     * @param at where the rows start within the payload
     */
    RowPlan(Layout layout, int bits, int length, float unit, long at) {
        this.layout = layout;
        bytes = at;
        int from = 0;
        for (Layout.Block block : layout.blocks()) {
            int size = block.size();
            int whole = size / length;
            if (whole > 0) {
                add(new FusedRows(bits, length, unit), whole, from);
            }
            if (size % length > 0) {
                add(new FusedRows(bits, size % length, unit), 1, from + whole * length);
            }
            from += size;
        }
    }

    private void add(FusedRows format, int count, int from) {
        pieces.add(new Piece(format, count, from, bytes));
        rows += count;
        bytes += (long) count * format.rowBytes();
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** How many rows there are. */
    int rows() {
        return rows;
    }

    /** Length of the payload up to the end of the rows. */
    long bytes() {
        return bytes;
    }

    /**
     * One row.
     *
     * @param from the first value
     * @param at the first byte of its codes
     * @param headerAt the first byte of its scale
     */
    record Row(int from, int columns, long at, long headerAt) {}

    List<Row> eachRow() {
        List<Row> all = new ArrayList<>(rows);
        for (Piece piece : pieces) {
            FusedRows format = piece.format();
            for (int i = 0; i < piece.rows(); i++) {
                long at = piece.at() + (long) i * format.rowBytes();
                all.add(new Row(piece.from() + i * format.columns(), format.columns(), at, at + format.codeBytes()));
            }
        }
        return all;
    }

    /** The largest magnitude that a row could be read as. */
    float maxMagnitude(MemorySegment payload) {
        float largest = 0;
        for (Piece piece : pieces) {
            largest = Math.max(largest, piece.format().maxMagnitude(piece.of(payload)));
        }
        return largest;
    }

    void addTo(ExactSum sum, List<MemorySegment> payloads, long[] weights) {
        for (Piece piece : pieces) {
            piece.format()
                    .addTo(sum, piece.from(), payloads.stream().map(piece::of).toList(), weights);
        }
    }

    Parameters decode(MemorySegment payload) {
        MemorySegment all = VectorMemory.floats(layout.size());
        for (Piece piece : pieces) {
            piece.format().dequantize(piece.of(payload), piece.valuesOf(all));
        }
        return new Parameters(layout, all);
    }
}
