package io.tifl.protocol.secure;

import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Sink;
import io.tifl.protocol.wire.Source;
import java.security.MessageDigest;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Stage 1, client to coordinator, and stage 2, coordinator to client: shares of secrets, each sealed for one client.
 *
 * @param commitment to the secret of the sender's self mask; of zeros where the coordinator hands shares on
 * @param shares sealed bytes, by the position of the client that they go to, or, where they are handed on, come from
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SealedShares(byte[] commitment, SortedMap<Integer, byte[]> shares) {
    static final int KIND = 3;
    static final int COMMITMENT_BYTES = 32;

    private static final int ENTRY_BYTES = Short.BYTES + ShareSeal.SEALED_BYTES;

    /** Shares as they are handed on. */
    public static SealedShares handedOn(SortedMap<Integer, byte[]> shares) {
        return new SealedShares(new byte[COMMITMENT_BYTES], shares);
    }

    /** Whether the commitment is to this secret. */
    public boolean commitsTo(byte[] secret) {
        return MessageDigest.isEqual(commitment, commitment(secret));
    }

    static byte[] commitment(byte[] secret) {
        return Message.sha256(Bytes.concat(Bytes.text("tifl-secure-commitment-1\n"), secret));
    }

    public byte[] encode() {
        Sink.Buffer message = Message.begin(KIND, COMMITMENT_BYTES + Short.BYTES + shares.size() * ENTRY_BYTES);
        message.bytes(commitment);
        message.u16(shares.size());
        shares.forEach((position, share) -> {
            message.u16(position);
            message.bytes(share);
        });
        return message.buffer().array();
    }

    public static SealedShares decode(byte[] message) throws MalformedMessageException {
        Source source = Message.open(message, KIND, "sealed shares");
        byte[] commitment = source.bytes("commitment", COMMITMENT_BYTES);
        int count = source.u16("shares");
        SortedMap<Integer, byte[]> shares = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int position = source.u16("position");
            if (!shares.isEmpty() && shares.lastKey() >= position) {
                throw new MalformedMessageException("positions of shares must ascend, and none may come twice");
            }
            shares.put(position, source.bytes("sealed share", ShareSeal.SEALED_BYTES));
        }
        source.requireEnd();
        return new SealedShares(commitment, shares);
    }
}
