package io.tifl.protocol.secure;

import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Sink;
import io.tifl.protocol.wire.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * Stage 1, coordinator to client: the clients it shares masks with.
 *
 * @param session digest of all that take part; the same for all of them
 * @param threshold how many peers' shares give a secret of this client
 * @param position of this client among all that take part, from 0
 * @param peers by position, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Peers(byte[] session, int threshold, int position, List<Peer> peers) {
    /** Most peers of one client. */
    public static final int MAX_PEERS = 0xffff;

    static final int SESSION_BYTES = 32;
    static final int KIND = 2;

    private static final int FIXED_BYTES = SESSION_BYTES + 3 * Short.BYTES;
    private static final int LEAST_PEER_BYTES = 200;

    /** Another client, at its position among all. */
    public record Peer(int position, RoundKeys keys) {}

    public Peers {
        peers = List.copyOf(peers);
    }

    public byte[] encode() {
        int bytes = FIXED_BYTES
                + peers.stream()
                        .mapToInt(peer -> Short.BYTES + peer.keys().bytes())
                        .sum();
        Sink.Buffer message = Message.begin(KIND, bytes);
        message.bytes(session);
        message.u16(threshold);
        message.u16(position);
        message.u16(peers.size());
        for (Peer peer : peers) {
            message.u16(peer.position());
            peer.keys().write(message);
        }
        return message.buffer().array();
    }

    public static Peers decode(byte[] message) throws MalformedMessageException {
        Source source = Message.open(message, KIND, "peers");
        byte[] session = source.bytes("session", SESSION_BYTES);
        int threshold = source.u16("threshold");
        int position = source.u16("position");
        int count = source.u16("peers");
        if ((long) count * LEAST_PEER_BYTES > source.remaining()) {
            throw new MalformedMessageException(
                    "peers: " + count + " announced, but only " + source.remaining() + " bytes follow");
        }
        List<Peer> peers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = source.u16("peer's position");
            if (!peers.isEmpty() && peers.getLast().position() >= at) {
                throw new MalformedMessageException("positions of peers must ascend, and none may come twice");
            }
            peers.add(new Peer(at, RoundKeys.read(source)));
        }
        source.requireEnd();
        return new Peers(session, threshold, position, peers);
    }
}
