package io.tifl.protocol.secure;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One client in one round of secure aggregation: SecAgg+ (Bell, Bonawitz, Gascón, Lepoint, Raykova, "Secure Single-Server
 * Aggregation with (Poly)Logarithmic Overhead", CCS 2020), which is the protocol of Bonawitz et al. (CCS 2017) on a sparse
 * graph. Stages come in order: keys, {@link #share}, {@link #mask}, {@link #reveal}. Confined to one thread at a time.
 *
 * <p>The same message twice gets the same answer. Another message to a stage that was answered is refused: so nobody is told
 * two sets of survivors, and of no peer are both shares revealed. What is refused ends this client's part in the round.
 */
public final class SecureParticipant {
    private final TaskId task;
    private final SecureIdentity identity;
    private final SecureFloor floor;
    private final SecureRandom random;
    private final AgreementKey sealing;
    private final AgreementKey masking;
    private final RoundKeys keys;

    private @Nullable Shared shared;
    private @Nullable Masked masked;
    private @Nullable Answered revealed;

    /** A message and what was answered. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answered(byte[] message, byte[] answer) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Shared(Peers peers, byte[] selfMask, Answered answered) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Masked(byte[] message, SortedMap<Integer, byte[]> delivered) {}

    /**
     * @param task the client's own in this round
     * @param floor what the client insists on, whatever the coordinator says
     * @param random of keys and shares; a device's is the system's
     */
    public SecureParticipant(TaskId task, SecureIdentity identity, SecureFloor floor, SecureRandom random) {
        if (!identity.certificate().client().equals(task.client())) {
            throw new IllegalArgumentException("client " + task.client() + " has the identity of "
                    + identity.certificate().client());
        }
        this.task = task;
        this.identity = identity;
        this.floor = floor;
        this.random = random;
        this.sealing = AgreementKey.fresh(random);
        this.masking = AgreementKey.fresh(random);
        this.keys = RoundKeys.sign(identity, task, sealing.publicKey(), masking.publicKey());
    }

    /** Stage 0: the keys of this round. */
    public byte[] keys() {
        return keys.encode();
    }

    /**
     * Stage 1: checks who the peers are, and shares the secrets of this client among them.
     *
     * @param message {@link Peers}
     * @return {@link SealedShares}
     */
    public byte[] share(byte[] message) throws RefusedStageException {
        if (shared != null) {
            return repeated(shared.answered(), message, "shares");
        }
        Peers peers = checked(message);
        byte[] selfMask = new byte[ShareSeal.SHARE_BYTES];
        random.nextBytes(selfMask);
        byte[] answer = closed(peers, selfMask).encode();
        shared = new Shared(peers, selfMask, new Answered(message.clone(), answer));
        return answer.clone();
    }

    private static byte[] repeated(Answered before, byte[] message, String what) throws RefusedStageException {
        if (!MessageDigest.isEqual(before.message(), message)) {
            throw new RefusedStageException("asked for " + what + " a second time, and differently");
        }
        return before.answer().clone();
    }

    private Peers checked(byte[] message) throws RefusedStageException {
        Peers peers;
        try {
            peers = Peers.decode(message);
        } catch (MalformedMessageException e) {
            throw new RefusedStageException("malformed peers: " + e.getMessage());
        }
        floor.check(peers.peers().size(), peers.threshold());
        Set<ClientId> names = new HashSet<>();
        for (Peers.Peer peer : peers.peers()) {
            ClientId name = peer.keys().client();
            if (!names.add(name) || name.equals(task.client()) || peer.position() == peers.position()) {
                throw new RefusedStageException("client " + name + " twice among the peers, or this client itself");
            }
            String problem = peer.keys().problem(new TaskId(task.job(), task.round(), name), identity.authority());
            if (!problem.isEmpty()) {
                throw new RefusedStageException(problem);
            }
        }
        return peers;
    }

    private SealedShares closed(Peers peers, byte[] selfMask) throws RefusedStageException {
        int[] holders =
                peers.peers().stream().mapToInt(peer -> holder(peer.position())).toArray();
        byte[][] ofKey = SecretShares.split(masking.secret(), peers.threshold(), holders, random);
        byte[][] ofSelf = SecretShares.split(selfMask, peers.threshold(), holders, random);
        SortedMap<Integer, byte[]> closed = new TreeMap<>();
        for (int i = 0; i < holders.length; i++) {
            Peers.Peer peer = peers.peers().get(i);
            ShareSeal seal = seal(peer, peers, peers.position(), peer.position());
            closed.put(peer.position(), seal.close(new ShareSeal.Pair(ofKey[i], ofSelf[i])));
        }
        return new SealedShares(SealedShares.commitment(selfMask), closed);
    }

    /** At what the polynomials of shares are evaluated for a position. */
    public static int holder(int position) {
        return position + 1;
    }

    /** The position that shares of a holder are of. */
    public static int position(int holder) {
        return holder - 1;
    }

    private ShareSeal seal(Peers.Peer peer, Peers peers, int sender, int receiver) throws RefusedStageException {
        try {
            return new ShareSeal(sealing, peer.keys().sealing(), peers.session(), sender, receiver);
        } catch (InvalidKeyException e) {
            throw unusable(peer, e);
        }
    }

    private static RefusedStageException unusable(Peers.Peer peer, InvalidKeyException cause) {
        return new RefusedStageException(
                "client " + peer.keys().client() + " has a key that is none: " + cause.getMessage());
    }

    /**
     * Stage 2: masks an input.
     *
     * @param message {@link SealedShares} that peers have for this client
     * @param input which becomes the masked input; once it is masked, it is left as it is when the same message comes again
     */
    public void mask(byte[] message, Ring ring, long[] input) throws RefusedStageException {
        Shared own = requireShared();
        if (masked != null) {
            byte[] _ = repeated(new Answered(masked.message(), new byte[0]), message, "the masked input");
            return;
        }
        SortedMap<Integer, byte[]> delivered = delivered(message, own.peers());
        List<Mask> masks = new ArrayList<>();
        masks.add(Mask.ofSelf(own.selfMask(), own.peers().session()));
        for (Peers.Peer peer : own.peers().peers()) {
            if (delivered.containsKey(peer.position())) {
                masks.add(pairMask(peer, own.peers()));
            }
        }
        masks.forEach(mask -> mask.apply(ring, input, 0, input.length));
        masked = new Masked(message.clone(), delivered);
    }

    private Shared requireShared() throws RefusedStageException {
        if (shared == null) {
            throw new RefusedStageException("asked for a later stage than this client is at: it has shared nothing");
        }
        return shared;
    }

    private SortedMap<Integer, byte[]> delivered(byte[] message, Peers peers) throws RefusedStageException {
        SortedMap<Integer, byte[]> delivered;
        try {
            delivered = SealedShares.decode(message).shares();
        } catch (MalformedMessageException e) {
            throw new RefusedStageException("malformed shares: " + e.getMessage());
        }
        Set<Integer> known = new HashSet<>();
        peers.peers().forEach(peer -> known.add(peer.position()));
        if (!known.containsAll(delivered.keySet())) {
            throw new RefusedStageException("shares of clients that are no peers of this one");
        }
        if (delivered.size() < peers.threshold()) {
            throw new RefusedStageException(
                    "shares of " + delivered.size() + " peers, the threshold is " + peers.threshold());
        }
        return delivered;
    }

    private Mask pairMask(Peers.Peer peer, Peers peers) throws RefusedStageException {
        try {
            return Mask.ofPair(masking, peer.keys().masking(), peers.session(), peers.position() < peer.position());
        } catch (InvalidKeyException e) {
            throw unusable(peer, e);
        }
    }

    /**
     * Stage 3: reveals one share of each peer. Shares that cannot be opened are left out.
     *
     * @param message {@link Survivors}
     * @return {@link RevealedShares}
     */
    public byte[] reveal(byte[] message) throws RefusedStageException {
        Shared own = requireShared();
        if (masked == null) {
            throw new RefusedStageException("asked for shares before this client has sent its masked input");
        }
        if (revealed != null) {
            return repeated(revealed, message, "revealed shares");
        }
        Survivors survivors = checked(message, own.peers(), masked.delivered());
        SortedMap<Integer, byte[]> selfMasks = new TreeMap<>();
        SortedMap<Integer, byte[]> maskingKeys = new TreeMap<>();
        for (Peers.Peer peer : own.peers().peers()) {
            byte[] closed = masked.delivered().get(peer.position());
            if (closed != null) {
                Optional<ShareSeal.Pair> pair = seal(
                                peer, own.peers(), peer.position(), own.peers().position())
                        .open(closed);
                boolean survived = survivors.survived().contains(peer.position());
                pair.ifPresent(both -> {
                    if (survived) {
                        selfMasks.put(peer.position(), both.selfMask());
                    } else {
                        maskingKeys.put(peer.position(), both.maskingKey());
                    }
                });
            }
        }
        byte[] answer = new RevealedShares(selfMasks, maskingKeys).encode();
        revealed = new Answered(message.clone(), answer);
        return answer.clone();
    }

    private static Survivors checked(byte[] message, Peers peers, SortedMap<Integer, byte[]> delivered)
            throws RefusedStageException {
        Survivors survivors;
        try {
            survivors = Survivors.decode(message);
        } catch (MalformedMessageException e) {
            throw new RefusedStageException("malformed survivors: " + e.getMessage());
        }
        Set<Integer> all = new TreeSet<>(survivors.survived());
        all.addAll(survivors.dropped());
        if (all.size() < survivors.survived().size() + survivors.dropped().size()) {
            throw new RefusedStageException("asked for both shares of a peer");
        }
        if (!all.equals(delivered.keySet())) {
            throw new RefusedStageException("asked for shares of other peers than those this client masked with");
        }
        if (survivors.survived().size() < peers.threshold()) {
            throw new RefusedStageException("only " + survivors.survived().size()
                    + " peers are said to have survived, the threshold is " + peers.threshold());
        }
        return survivors;
    }
}
