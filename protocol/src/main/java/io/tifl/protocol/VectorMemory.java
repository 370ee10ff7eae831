package io.tifl.protocol;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where vectors of floats lie: on the heap, or outside of it if they are large, so that a heap need not be several models
 * large. Thread-safe.
 *
 * <p>Memory outside of the heap is freed once nothing refers to it and the garbage collector has found that out. A collector
 * looks when the heap fills up, which such vectors do not bring about; so before what was taken since the last time exceeds
 * half the largest heap, a collection is asked for ({@link System#gc()}; {@code -XX:+DisableExplicitGC} would let dead
 * vectors pile up).
 */
public final class VectorMemory {
    /** Vectors of so many bytes or more lie outside of the heap. */
    public static final long LARGE = 64L << 20;

    private static final long ALIGNMENT = 64;
    private static final long MOST_UNSEEN = Runtime.getRuntime().maxMemory() / 2;
    private static final AtomicLong UNSEEN = new AtomicLong();

    private VectorMemory() {}

    /**
     * Memory for so many floats, all zero, writable, aligned to 4 bytes at least, and for every thread.
     *
     * @throws OutOfMemoryError if there is not as much
     */
    public static MemorySegment floats(int count) {
        long bytes = (long) Float.BYTES * count;
        return bytes < LARGE ? MemorySegment.ofArray(new float[count]) : outside(bytes);
    }

    // What an automatic arena allocates itself counts as direct buffers, which are as many bytes as the heap at most.
    @SuppressWarnings({"restricted", "MustBeClosedChecker"})
    private static MemorySegment outside(long bytes) {
        expect(bytes);
        Arena memory = Arena.ofShared();
        return memory.allocate(bytes, ALIGNMENT).reinterpret(Arena.ofAuto(), _ -> memory.close());
    }

    /**
     * To be called before so many bytes outside of the heap are taken in any other way, by mapping a file for instance, so
     * that what is dead goes first. Less than {@link #LARGE} does not count.
     */
    public static void expect(long bytes) {
        if (bytes >= LARGE && UNSEEN.addAndGet(bytes) > MOST_UNSEEN) {
            UNSEEN.set(bytes);
            System.gc();
        }
    }
}
