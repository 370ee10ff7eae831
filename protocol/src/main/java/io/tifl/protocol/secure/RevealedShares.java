package io.tifl.protocol.secure;

import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Sink;
import io.tifl.protocol.wire.Source;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Stage 3, client to coordinator: one share of each peer, never two.
 *
 * @param selfMasks shares of survivors' self masks, by position
 * @param maskingKeys shares of drop-outs' masking keys, by position; nobody is in both
 */
public record RevealedShares(SortedMap<Integer, byte[]> selfMasks, SortedMap<Integer, byte[]> maskingKeys) {
    static final int KIND = 5;

    private static final int ENTRY_BYTES = Short.BYTES + ShareSeal.SHARE_BYTES;

    public byte[] encode() {
        Sink.Buffer message =
                Message.begin(KIND, 2 * Short.BYTES + (selfMasks.size() + maskingKeys.size()) * ENTRY_BYTES);
        write(message, selfMasks);
        write(message, maskingKeys);
        return message.buffer().array();
    }

    private static void write(Sink sink, SortedMap<Integer, byte[]> shares) {
        sink.u16(shares.size());
        shares.forEach((position, share) -> {
            sink.u16(position);
            sink.bytes(share);
        });
    }

    public static RevealedShares decode(byte[] message) throws MalformedMessageException {
        Source source = Message.open(message, KIND, "revealed shares");
        RevealedShares shares = new RevealedShares(read(source), read(source));
        source.requireEnd();
        for (int position : shares.maskingKeys.keySet()) {
            if (shares.selfMasks.containsKey(position)) {
                throw new MalformedMessageException("both shares of position " + position);
            }
        }
        return shares;
    }

    private static SortedMap<Integer, byte[]> read(Source source) throws MalformedMessageException {
        int count = source.u16("shares");
        SortedMap<Integer, byte[]> shares = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int position = source.u16("position");
            if (!shares.isEmpty() && shares.lastKey() >= position) {
                throw new MalformedMessageException("positions of shares must ascend, and none may come twice");
            }
            shares.put(position, source.bytes("share", ShareSeal.SHARE_BYTES));
        }
        return shares;
    }
}
