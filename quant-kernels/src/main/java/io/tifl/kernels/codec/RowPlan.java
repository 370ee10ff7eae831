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
            return of(payload, 0, rows);
        }

        private MemorySegment of(MemorySegment payload, int row, int count) {
            return payload.asSlice(at + (long) row * format.rowBytes(), (long) count * format.rowBytes());
        }

        private int end() {
            return from + rows * format.columns();
        }

        /** Decodes some of its values, from one of them on, in another unit than the format's. */
        private void decode(MemorySegment payload, float unit, int first, MemorySegment into) {
            int columns = format.columns();
            int count = (int) (into.byteSize() / Float.BYTES);
            FusedRows inUnit = new FusedRows(format.bits(), columns, unit);
            int done = 0;
            while (done < count) {
                int row = (first - from + done) / columns;
                int column = (first - from + done) % columns;
                if (column == 0 && count - done >= columns) {
                    int whole = (count - done) / columns;
                    inUnit.dequantize(of(payload, row, whole), floats(into, done, whole * columns));
                    done += whole * columns;
                } else {
                    int part = Math.min(columns - column, count - done);
                    MemorySegment cut = MemorySegment.ofArray(new float[columns]);
                    inUnit.dequantize(of(payload, row, 1), cut);
                    floats(into, done, part).copyFrom(floats(cut, column, part));
                    done += part;
                }
            }
        }

        MemorySegment valuesOf(MemorySegment values) {
            return floats(values, from, rows * format.columns());
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

    private static MemorySegment floats(MemorySegment values, int from, int count) {
        return values.asSlice((long) Float.BYTES * from, (long) Float.BYTES * count);
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

    /**
     * Decodes some values.
     *
     * @param unit of the payload, in place of the plan's
     * @param from the first value
     * @param into as many floats
     */
    void decode(MemorySegment payload, float unit, int from, MemorySegment into) {
        int end = from + Payloads.requireRange(layout, from, into);
        for (Piece piece : pieces) {
            int first = Math.max(from, piece.from());
            int count = Math.min(end, piece.end()) - first;
            if (count > 0) {
                piece.decode(payload, unit, first, floats(into, first - from, count));
            }
        }
    }
}
