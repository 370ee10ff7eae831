package io.tifl.coordinator.store;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Fills a buffer. Confined to one thread. */
record Filling(ByteBuffer buffer) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        buffer.put(source);
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
