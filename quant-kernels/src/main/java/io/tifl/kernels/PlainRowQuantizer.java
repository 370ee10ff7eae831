package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/** Rows quantised and read back by loops over codes of a byte each, in pieces that the nearest cache holds. */
final class PlainRowQuantizer implements RowQuantizer {
    /** Columns of a piece, a multiple of 8. */
    private static final int PIECE = 1024;

    private final RowKernels loops;

    PlainRowQuantizer(RowKernels loops) {
        this.loops = loops;
    }

    /** How the values of a piece become codes of a byte each. */
    @FunctionalInterface
    private interface Rounding {
        void round(RowGrid grid, long valuesAt, int columns, int first, MemorySegment codes, long codesAt);
    }

    @Override
    public void quantize(FusedRows format, int count, MemorySegment values, MemorySegment rows) {
        float unit = format.unit();
        int max = format.maxCode();
        byte[] scratch = scratch(format);
        for (int row = 0; row < count; row++) {
            RowGrid grid = RowGrid.nearest(format.bits(), extremes(format, values, row), unit);
            write(
                    format,
                    row,
                    grid,
                    rows,
                    scratch,
                    (of, at, columns, first, codes, codesAt) -> loops.nearest(
                            values, at, columns, of.bias() * unit, of.inverse() / unit, max, codes, codesAt));
        }
    }

    /** Quantises as {@link FusedRows#quantizeStochastic} says. */
    void quantizeStochastic(
            FusedRows format, int count, MemorySegment values, MemorySegment rows, long seed, int firstNumber) {
        float unit = format.unit();
        int max = format.maxCode();
        byte[] scratch = scratch(format);
        for (int row = 0; row < count; row++) {
            RowGrid grid = RowGrid.covering(format.bits(), extremes(format, values, row), unit);
            write(
                    format,
                    row,
                    grid,
                    rows,
                    scratch,
                    (of, at, columns, first, codes, codesAt) -> loops.stochastic(
                            values,
                            at,
                            columns,
                            of.bias() * unit,
                            of.inverse() / unit,
                            max,
                            firstNumber + first,
                            seed,
                            codes,
                            codesAt));
        }
    }

    private long extremes(FusedRows format, MemorySegment values, int row) {
        return loops.extremes(values, format.valueAt(row, 0), format.columns());
    }

    private static void write(
            FusedRows format, int row, RowGrid grid, MemorySegment rows, byte[] scratch, Rounding rounding) {
        int bits = format.bits();
        grid.write(bits, rows, format.headerAt(row));
        for (int done = 0; done < format.columns(); done += PIECE) {
            int columns = Math.min(PIECE, format.columns() - done);
            MemorySegment codes = bits == 8 ? rows : MemorySegment.ofArray(scratch);
            long codesAt = bits == 8 ? format.codesAt(row, done) : 0;
            if (grid.finite()) {
                rounding.round(grid, format.valueAt(row, done), columns, row * format.columns() + done, codes, codesAt);
            } else {
                codes.asSlice(codesAt, columns).fill((byte) 0);
            }
            if (bits < 8) {
                CodeBits.pack(bits, scratch, columns, rows, format.codesAt(row, done));
            }
        }
    }

    @Override
    public void dequantize(FusedRows format, int count, MemorySegment rows, MemorySegment values) {
        int bits = format.bits();
        byte[] scratch = scratch(format);
        for (int row = 0; row < count; row++) {
            RowGrid grid = RowGrid.read(bits, rows, format.headerAt(row));
            float scale = grid.scale() * format.unit();
            float bias = grid.bias() * format.unit();
            for (int done = 0; done < format.columns(); done += PIECE) {
                int columns = Math.min(PIECE, format.columns() - done);
                long at = format.codesAt(row, done);
                if (bits == 8) {
                    loops.decode(rows, at, columns, scale, bias, values, format.valueAt(row, done));
                } else {
                    CodeBits.unpack(bits, rows, at, columns, scratch, 0);
                    MemorySegment codes = MemorySegment.ofArray(scratch);
                    loops.decode(codes, 0, columns, scale, bias, values, format.valueAt(row, done));
                }
            }
        }
    }

    private static byte[] scratch(FusedRows format) {
        return new byte[format.bits() == 8 ? 0 : Math.min(PIECE, format.columns())];
    }
}
