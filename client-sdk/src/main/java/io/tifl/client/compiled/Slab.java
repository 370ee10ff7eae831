package io.tifl.client.compiled;

import java.util.Arrays;

/**
 * The memory of one program: one array that all of its buffers lie in, each at an address that is an index. Grows as buffers
 * are added; addresses stay. Confined to one thread.
 *
 * <p>One plain array and not native memory: vector loads from it compile to so few nodes that the compiler's budget holds a
 * whole register tile, its type is known whatever else runs in the process, every access is checked, and nothing has to be
 * freed. Buffers start at multiples of 64 bytes if the array's first value lies 16 bytes into a cache line, as it does for
 * arrays that the default collector gives regions of their own; elsewhere vector loads may straddle lines, which costs speed
 * only.
 */
final class Slab {
    private static final int CACHE_LINE = 16;
    private static final int HEADER = 4;

    private float[] memory = new float[0];
    private int used = CACHE_LINE - HEADER;

    /** The address of {@code count} new floats, all 0. */
    int floats(long count) {
        int address = used;
        long end = used + Math.ceilDiv(count, CACHE_LINE) * CACHE_LINE;
        if (end > Integer.MAX_VALUE - CACHE_LINE) {
            throw new IllegalArgumentException("a model and its batch need more than 8 GB");
        }
        used = (int) end;
        return address;
    }

    /** All of it; the same array until more floats are asked for. */
    float[] memory() {
        if (memory.length < used) {
            memory = Arrays.copyOf(memory, used);
        }
        return memory;
    }

    /** Bytes allocated so far. */
    long bytes() {
        return 4L * used;
    }

    float get(int address) {
        return memory()[address];
    }

    void set(int address, float value) {
        memory()[address] = value;
    }

    void copy(int from, int to, int floats) {
        System.arraycopy(memory(), from, memory(), to, floats);
    }

    void fill(int address, int floats, float value) {
        Arrays.fill(memory(), address, address + floats, value);
    }
}
