package io.tifl.aggregation.secure;

import io.tifl.protocol.secure.RoundKeys;
import io.tifl.protocol.secure.SealedShares;
import io.tifl.protocol.secure.SecureParticipant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One client that sent keys, and how far it has come. Confined to one thread until its shares are all there. */
final class Member {
    private final int position;
    private final RoundKeys keys;
    private final SortedSet<Integer> peers;
    private final SortedMap<Integer, byte[]> revealed = new TreeMap<>();

    private @Nullable SealedShares shares;
    private SortedSet<Integer> delivered = new TreeSet<>();
    private boolean masked;
    private boolean reveals;

    Member(int position, RoundKeys keys, SortedSet<Integer> peers) {
        this.position = position;
        this.keys = keys;
        this.peers = peers;
    }

    int position() {
        return position;
    }

    RoundKeys keys() {
        return keys;
    }

    SortedSet<Integer> peers() {
        return peers;
    }

    void shared(SealedShares sent) throws RefusedReplyException {
        if (shares != null) {
            throw new RefusedReplyException("client " + keys.client() + " has sent shares before");
        }
        shares = sent;
    }

    boolean hasShared() {
        return shares != null;
    }

    SealedShares sharesOrThrow() {
        return Optional.ofNullable(shares).orElseThrow();
    }

    void deliver(SortedSet<Integer> of) {
        delivered = of;
    }

    /** Peers whose shares it was handed: those it masks with. */
    SortedSet<Integer> delivered() {
        return delivered;
    }

    void masked() {
        masked = true;
    }

    boolean isMasked() {
        return masked;
    }

    /** Notes that it reveals shares; false if it did before. */
    boolean reveals() {
        boolean first = !reveals;
        reveals = true;
        return first;
    }

    /** A share of its secret: of its self mask if it survived, of its masking key if not. */
    void revealed(int by, byte[] share) {
        revealed.put(SecureParticipant.holder(by), share);
    }

    /** By holder. */
    SortedMap<Integer, byte[]> revealed() {
        return revealed;
    }
}
