package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

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
         * Works on some elements of two arrays.
         *
         * @param first number of the arrays' first element
         * @param from index of the first to work on
         * @param to index after the last
         */
        void over(long[] coarse, long[] fine, int first, int from, int to);
    }

    /** @param largeFrom so many elements or more lie outside of the heap */
    static Limbs of(int size, int largeFrom) {
        return size < largeFrom ? new OnHeap(size) : new Outside(size);
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

    /** Arrays, which another sum may have used before. */
    final class OnHeap implements Limbs {
        private static final SpareLimbs.Pair GONE = new SpareLimbs.Pair(new long[0], new long[0]);

        private final int size;
        private SpareLimbs.Pair arrays;
        /** Whether the arrays hold what an earlier sum left, and zeros are meant. */
        private boolean isStale;

        private OnHeap(int size) {
            this.size = size;
            Optional<SpareLimbs.Pair> spare = SpareLimbs.take(size);
            this.isStale = spare.isPresent();
            this.arrays = spare.orElseGet(() -> new SpareLimbs.Pair(new long[size], new long[size]));
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public MemorySegment coarse() {
            return MemorySegment.ofArray(zeroed().coarse());
        }

        @Override
        public MemorySegment fine() {
            return MemorySegment.ofArray(zeroed().fine());
        }

        private void requireOpen() {
            if (arrays.coarse().length != size) {
                throw new IllegalStateException("the sum is closed");
            }
        }

        private SpareLimbs.Pair zeroed() {
            requireOpen();
            if (isStale) {
                zero(0, size);
                isStale = false;
            }
            return arrays;
        }

        private void zero(int from, int to) {
            Arrays.fill(arrays.coarse(), from, to, 0);
            Arrays.fill(arrays.fine(), from, to, 0);
        }

        // Blocks are zeroed just before they are written, while they are on their way to the cache anyway.
        @Override
        public void update(Loop loop) {
            requireOpen();
            for (int from = 0; from < size; from += BLOCK) {
                int to = Math.min(size, from + BLOCK);
                if (isStale) {
                    zero(from, to);
                }
                loop.over(arrays.coarse(), arrays.fine(), 0, from, to);
            }
            isStale = false;
        }

        @Override
        public void read(Loop loop) {
            loop.over(zeroed().coarse(), arrays.fine(), 0, 0, size);
        }

        @Override
        public void close() {
            if (arrays.coarse().length > 0) {
                SpareLimbs.leave(arrays);
                arrays = GONE;
            }
        }
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
            read((coarseBlock, fineBlock, first, from, to) -> {
                loop.over(coarseBlock, fineBlock, first, from, to);
                copyBack(coarseBlock, coarse, first);
                copyBack(fineBlock, fine, first);
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
            loop.over(coarseBlock, fineBlock, from, 0, coarseBlock.length);
        }

        @Override
        public void close() {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }
}
