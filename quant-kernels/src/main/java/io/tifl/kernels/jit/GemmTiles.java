package io.tifl.kernels.jit;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The addresses of the tiles of one kind, for each number of rows. */
public final class GemmTiles {
    private final long[] addresses;

    private GemmTiles(long[] addresses) {
        this.addresses = addresses;
    }

    static GemmTiles of(List<MemorySegment> functions) {
        return new GemmTiles(
                functions.stream().mapToLong(MemorySegment::address).toArray());
    }

    /** The function for {@code rows} rows, 1 to {@link GemmKernels#MAX_ROWS}. */
    public long function(int rows) {
        return addresses[rows - 1];
    }
}
