package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The two limbs of each element of an {@link ExactSum}, zeros at first. Loops run fastest over arrays, so small sums are
 * arrays; large ones lie outside of the heap and are copied to arrays and back, block after block. Confined to one thread.
 */
sealed interface Limbs extends AutoCloseable {
    /** Elements of a block. */
    int BLOCK = 4096;

    /** A loop over some of the elements. */
    @FunctionalInterface
    interface Loop {
        /**
         * Works on all elements of two arrays of one length.
         *
         * @param from number of the arrays' first element
         */
        void over(long[] coarse, long[] fine, int from);
    }

    /** @param largeFrom so many elements or more lie outside of the heap */
    static Limbs of(int size, int largeFrom) {
        return size < largeFrom ? new OnHeap(new long[size], new long[size]) : new Outside(size);
    }

    int size();

    /** All coarse limbs, as numbers in native byte order. */
    MemorySegment coarse();

    /** All fine limbs, likewise. */
    MemorySegment fine();

    /** Runs a loop over all elements, in ascending order; what it changes is kept. */
    void update(Loop loop);

    /** Runs a loop that changes nothing over all elements, in ascending order. */
    void read(Loop loop);

    /** Frees what lies outside of the heap; nothing else can be done then. */
    @Override
    void close();

    /** Arrays. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record OnHeap(long[] coarseLimbs, long[] fineLimbs) implements Limbs {
        @Override
        public int size() {
            return coarseLimbs.length;
        }

        @Override
        public MemorySegment coarse() {
            return MemorySegment.ofArray(coarseLimbs);
        }

        @Override
        public MemorySegment fine() {
            return MemorySegment.ofArray(fineLimbs);
        }

        @Override
        public void update(Loop loop) {
            loop.over(coarseLimbs, fineLimbs, 0);
        }

        @Override
        public void read(Loop loop) {
            update(loop);
        }

        @Override
        public void close() {}
    }

    /** Outside of the heap. */
    final class Outside implements Limbs {
        private static final long ALIGNMENT = 64;

        private final int size;

        @SuppressWarnings("MustBeClosedChecker") // with the limbs
        private final Arena arena = Arena.ofShared();

        private final MemorySegment coarse;
        private final MemorySegment fine;

        private Outside(int size) {
            this.size = size;
            long bytes = (long) Long.BYTES * size;
            MemorySegment both = arena.allocate(2 * bytes, ALIGNMENT);
            coarse = both.asSlice(0, bytes);
            fine = both.asSlice(bytes);
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public MemorySegment coarse() {
            return coarse;
        }

        @Override
        public MemorySegment fine() {
            return fine;
        }

        @Override
        public void update(Loop loop) {
            read((coarseBlock, fineBlock, from) -> {
                loop.over(coarseBlock, fineBlock, from);
                copyBack(coarseBlock, coarse, from);
                copyBack(fineBlock, fine, from);
            });
        }

        private static void copyBack(long[] block, MemorySegment limbs, int from) {
            MemorySegment.copy(block, 0, limbs, JAVA_LONG, (long) Long.BYTES * from, block.length);
        }

        @Override
        public void read(Loop loop) {
            long[] coarseBlock = new long[BLOCK];
            long[] fineBlock = new long[BLOCK];
            int whole = size / BLOCK * BLOCK;
            for (int from = 0; from < whole; from += BLOCK) {
                read(loop, coarseBlock, fineBlock, from);
            }
            if (whole < size) {
                read(loop, new long[size - whole], new long[size - whole], whole);
            }
        }

        private void read(Loop loop, long[] coarseBlock, long[] fineBlock, int from) {
            long at = (long) Long.BYTES * from;
            MemorySegment.copy(coarse, JAVA_LONG, at, coarseBlock, 0, coarseBlock.length);
            MemorySegment.copy(fine, JAVA_LONG, at, fineBlock, 0, fineBlock.length);
            loop.over(coarseBlock, fineBlock, from);
        }

        @Override
        public void close() {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }
}
