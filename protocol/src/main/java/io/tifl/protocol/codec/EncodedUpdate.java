package io.tifl.protocol.codec;

import io.tifl.protocol.Layout;
import java.lang.foreign.MemorySegment;

/**
 * A parameter change as bytes, with the name of the codec that understands them. Immutable and safe to share.
 *
 * <p>The payload is handed over, not copied: whoever makes an update gives up writing or freeing the memory beneath it.
 *
 * @param codec name of the {@link UpdateCodec}
 * @param layoutFingerprint of the layout the change belongs to, {@link io.tifl.protocol.Layout#fingerprint()}
 * @param payload opaque to everything but the codec; read-only, readable by every thread
 */
public record EncodedUpdate(String codec, long layoutFingerprint, MemorySegment payload) {
    public EncodedUpdate {
        payload = payload.asReadOnly();
    }

    /** Size of the payload: what the update costs to send, without the envelope. */
    public long bytes() {
        return payload.byteSize();
    }

    /**
     * Refuses what another codec wrote, or for another layout: what every codec checks before it reads a payload.
     *
     * @param reader name of the codec that reads
     */
    public void require(String reader, Layout layout) throws MalformedUpdateException {
        if (!codec.equals(reader)) {
            throw new MalformedUpdateException("codec '" + codec + "' wrote this, '" + reader + "' reads it");
        }
        if (layoutFingerprint != layout.fingerprint()) {
            throw new MalformedUpdateException("the update belongs to another model than " + layout.describe());
        }
    }

    /** Refuses a payload of another length. */
    public void requireBytes(long expected) throws MalformedUpdateException {
        if (bytes() != expected) {
            throw new MalformedUpdateException("layout needs " + expected + " bytes, got " + bytes());
        }
    }

    /** Equal when codec, fingerprint and payload bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedUpdate that
                && codec.equals(that.codec)
                && layoutFingerprint == that.layoutFingerprint
                && payload.mismatch(that.payload) < 0;
    }

    @Override
    public int hashCode() {
        return 31 * codec.hashCode() + Long.hashCode(layoutFingerprint);
    }
}
