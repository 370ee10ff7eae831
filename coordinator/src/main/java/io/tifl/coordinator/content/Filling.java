package io.tifl.coordinator.content;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Fills a buffer, which has room for all that is written. Confined to one thread. */
public record Filling(ByteBuffer buffer) implements WritableByteChannel {
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
