package io.tifl.kernels;

import io.tifl.kernels.jit.Jit;
import io.tifl.kernels.jit.RowSumKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Sums of rows by code generated for this processor. */
final class GeneratedRowSums implements RowSums {
    private static final int VALUES_AT_ONCE = 1 << 18;

    private final RowSumKernels kernels;

    private GeneratedRowSums(RowSumKernels kernels) {
        this.kernels = kernels;
    }

    /** The sums, where code can be generated. */
    static Optional<RowSums> load(Jit jit) {
        return RowSumKernels.generate(jit).map(GeneratedRowSums::new);
    }

    @Override
    public void addFloats(RowStretch stretch, MemorySegment[] clients, float[] weights, MemorySegment sum) {
        try (Arena arena = Arena.ofConfined()) {
            kernels.addFloats(frame(arena), shape(stretch), clients, weights, sum);
        }
    }

    @Override
    public void addExact(
            RowStretch stretch, MemorySegment[] clients, ExactTerms terms, MemorySegment coarse, MemorySegment fine) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment frame = frame(arena);
            int done = addExact(frame, stretch, 0, stretch.rows(), clients, terms, coarse, fine);
            while (done < stretch.rows()) {
                for (int i = 0; i < clients.length; i++) {
                    addExact(frame, stretch, done, 1, new MemorySegment[] {clients[i]}, terms.only(i), coarse, fine);
                }
                done++;
                done += addExact(frame, stretch, done, stretch.rows() - done, clients, terms, coarse, fine);
            }
        }
    }

    /** Adds rows of the stretch until one does not allow it, and says how many it were. */
    private int addExact(
            MemorySegment frame,
            RowStretch stretch,
            int row,
            int rows,
            MemorySegment[] clients,
            ExactTerms terms,
            MemorySegment coarse,
            MemorySegment fine) {
        if (rows == 0) {
            return 0;
        }
        long at = (long) Long.BYTES * row * stretch.columns();
        MemorySegment[] from = new MemorySegment[clients.length];
        for (int i = 0; i < from.length; i++) {
            from[i] = clients[i].asSlice((long) row * stretch.format().rowBytes());
        }
        return kernels.addExact(
                frame,
                shape(stretch, rows),
                from,
                terms.factors(),
                terms.grid().coarseScale(),
                terms.grid().fineScale(),
                coarse.asSlice(at),
                fine.asSlice(at));
    }

    /** Takes so many rows at a time that a garbage collector need not wait for long. */
    @Override
    public void sumBags(EmbeddingTable table, EmbeddingBags bags, MemorySegment sums) {
        FusedRows format = table.format();
        if (format.columns() > VALUES_AT_ONCE) {
            RowSums.super.sumBags(table, bags, sums);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment frame = frame(arena);
            RowSumKernels.Shape row = shape(new RowStretch(format, 0, 1, 0, format.columns()), 1);
            int rowsAtOnce = VALUES_AT_ONCE / format.columns();
            int bag = 0;
            int position = 0;
            while (bag < bags.count()) {
                int limit = (int) Math.min((long) position + rowsAtOnce, bags.indices().length);
                int count = Math.min(rowsAtOnce, bags.count() - bag);
                RowSumKernels.Bags some = new RowSumKernels.Bags(
                        MemorySegment.ofArray(bags.indices()),
                        position,
                        limit,
                        MemorySegment.ofArray(bags.ends()).asSlice((long) Integer.BYTES * bag),
                        count,
                        MemorySegment.ofArray(bags.weights()),
                        bags.byPosition(),
                        bags.weightAt(bag, position),
                        position > bags.start(bag));
                long at = (long) Float.BYTES * bag * format.columns();
                int summed = kernels.sumBags(frame, row, table.rows(), some, sums.asSlice(at));
                bag += summed;
                position = summed < count ? limit : bags.start(bag);
            }
        }
    }

    static RowSumKernels.Shape shape(RowStretch stretch) {
        return shape(stretch, stretch.rows());
    }

    private static RowSumKernels.Shape shape(RowStretch stretch, int rows) {
        FusedRows format = stretch.format();
        return new RowSumKernels.Shape(
                format.bits(), rows, stretch.columns(), format.rowBytes(), stretch.header(), format.unit());
    }

    private static MemorySegment frame(Arena arena) {
        return arena.allocate(RowSumKernels.FRAME_BYTES, 64);
    }
}
