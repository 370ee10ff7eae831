package io.tifl.leaf.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/** CRC-32C of the blocks of a file: 1 MiB each from a given place on, the last one shorter. */
final class BlockSums {
    static final int BLOCK = 1 << 20;

    private BlockSums() {}

    static int blocks(long bytes) {
        return Math.toIntExact((bytes + BLOCK - 1) / BLOCK);
    }

    /**
     * Reads the bytes once; into buffers, for pages that are mapped count as memory used.
     *
     * @param progress is told of the bytes done, after each block
     * @throws InterruptedException if interrupted
     */
    static int[] of(FileChannel channel, long from, long to, LongConsumer progress)
            throws IOException, InterruptedException {
        int[] sums = new int[blocks(to - from)];
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
        for (int i = 0; i < sums.length; i++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while checking");
            }
            long start = from + (long) i * BLOCK;
            fill(channel, buffer.clear().limit((int) Math.min(BLOCK, to - start)), start);
            sums[i] = of(buffer.flip());
            progress.accept(Math.min(start + BLOCK, to) - from);
        }
        return sums;
    }

    static int of(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long start) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, start + buffer.position()) < 0) {
                throw new EOFException("ends at byte " + (start + buffer.position()));
            }
        }
    }
}
