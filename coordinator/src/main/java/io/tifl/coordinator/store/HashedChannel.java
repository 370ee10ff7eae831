package io.tifl.coordinator.store;

import io.tifl.protocol.auth.ClientKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;

/** Hands bytes on to another channel, which whoever opened it closes, and hashes them. Confined to one thread. */
final class HashedChannel implements WritableByteChannel {
    private final WritableByteChannel target;
    private final MessageDigest sha256 = ClientKey.sha256();

    HashedChannel(WritableByteChannel target) {
        this.target = target;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        ByteBuffer written = source.duplicate();
        int count = target.write(source);
        sha256.update(written.limit(written.position() + count));
        return count;
    }

    /** SHA-256 of everything so far, to be asked for once. */
    byte[] sha256() {
        return sha256.digest();
    }

    @Override
    public boolean isOpen() {
        return target.isOpen();
    }

    @Override
    public void close() {}
}
