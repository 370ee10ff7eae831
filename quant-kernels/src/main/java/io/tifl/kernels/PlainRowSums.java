package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/** Sums of rows by loops over codes of a byte each, unpacked in pieces that the nearest cache holds. */
final class PlainRowSums implements RowSums {
    /** Columns of a piece, a multiple of 8. */
    private static final int PIECE = 1024;

    private final RowKernels loops;

    PlainRowSums(RowKernels loops) {
        this.loops = loops;
    }

    /** One piece of one row of each client, and its first value's number. */
    @FunctionalInterface
    private interface Addition {
        void add(byte[] codes, int columns, float[] grids, int first);
    }

    @Override
    public void addFloats(RowStretch stretch, MemorySegment[] clients, float[] weights, MemorySegment sum) {
        forEachPiece(stretch, clients, (codes, columns, grids, first) -> {
            float[] weighted = grids.clone();
            for (int i = 0; i < weighted.length; i++) {
                weighted[i] *= weights[i / 2];
            }
            loops.addFloats(codes, PIECE, columns, weighted, sum, (long) Float.BYTES * first);
        });
    }

    @Override
    public void addExact(
            RowStretch stretch, MemorySegment[] clients, ExactTerms terms, MemorySegment coarse, MemorySegment fine) {
        forEachPiece(stretch, clients, (codes, columns, grids, first) -> {
            long at = (long) Long.BYTES * first;
            if (terms.clients() == 1 || terms.addable(grids)) {
                loops.addExact(codes, 0, PIECE, columns, grids, terms.factors(), terms.ratio(), coarse, fine, at);
                return;
            }
            for (int i = 0; i < terms.clients(); i++) {
                float[] grid = {grids[2 * i], grids[2 * i + 1]};
                double[] factor = {terms.factors()[i]};
                loops.addExact(codes, i * PIECE, PIECE, columns, grid, factor, terms.ratio(), coarse, fine, at);
            }
        });
    }

    private static void forEachPiece(RowStretch stretch, MemorySegment[] clients, Addition addition) {
        FusedRows format = stretch.format();
        byte[] codes = new byte[clients.length * PIECE];
        float[] grids = new float[2 * clients.length];
        for (int row = 0; row < stretch.rows(); row++) {
            long rowAt = (long) row * format.rowBytes();
            for (int i = 0; i < clients.length; i++) {
                RowGrid grid = RowGrid.read(format.bits(), clients[i], rowAt + stretch.header());
                grids[2 * i] = grid.scale() * format.unit();
                grids[2 * i + 1] = grid.bias() * format.unit();
            }
            for (int done = 0; done < stretch.columns(); done += PIECE) {
                int columns = Math.min(PIECE, stretch.columns() - done);
                for (int i = 0; i < clients.length; i++) {
                    long at = rowAt + (long) done * format.bits() / Byte.SIZE;
                    CodeBits.unpack(format.bits(), clients[i], at, columns, codes, i * PIECE);
                }
                addition.add(codes, columns, grids, row * stretch.columns() + done);
            }
        }
    }
}
