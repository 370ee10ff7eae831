package io.tifl.aggregation.secure;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.secure.Peers;
import io.tifl.protocol.secure.RevealedShares;
import io.tifl.protocol.secure.RoundKeys;
import io.tifl.protocol.secure.SealedShares;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.protocol.secure.Survivors;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The coordinator in one round of secure aggregation: SecAgg+ (Bell, Bonawitz, Gascón, Lepoint, Raykova, "Secure
 * Single-Server Aggregation with (Poly)Logarithmic Overhead", CCS 2020), on Bonawitz et al. (CCS 2017). Confined to one
 * thread.
 *
 * <p>Stages come in order; each takes replies in any order, and is closed by asking for the next one's messages:
 *
 * <ol start="0">
 *   <li>{@link #keys} of each client, {@link #peers};
 *   <li>{@link #shares} of each, {@link #deliveries};
 *   <li>{@link #masked} inputs, which are added as they come, {@link #survivors};
 *   <li>{@link #revealed} shares, {@link #finish}.
 * </ol>
 *
 * Memory is one model, and about 200 bytes per pair of clients that mask together; no input is kept. The sum has the same
 * bits for any order of arrival and any number of threads.
 */
public final class SecureRound {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LEAST_CLIENTS = 3;

    private final SecureTerms terms;
    private final Strength strength;
    private final JobId job;
    private final long round;
    private final byte[] authority;
    private final Seed seed;
    private final Layout layout;
    private final SortedMap<ClientId, RoundKeys> advertised = new TreeMap<>();
    private final List<Member> members = new ArrayList<>();
    private final SequencedMap<ClientId, Member> byClient = new LinkedHashMap<>();

    private Stage stage = Stage.KEYS;
    private byte[] session = new byte[0];
    private int threshold;
    private long[] sum = new long[0];
    private long[] arrived = new long[0];

    private enum Stage {
        KEYS,
        SHARES,
        MASKED,
        REVEALED
    }

    /**
     * A round without clients yet.
     *
     * @param authority public key of the enrolment authority that clients' identities are certified by
     * @param seed of the graph of this round
     */
    public SecureRound(
            SecureTerms terms, Strength strength, JobId job, long round, byte[] authority, Seed seed, Layout layout) {
        if (!SecureTerms.fits(layout)) {
            throw new IllegalArgumentException("too many parameters for a secure sum: " + layout.describe());
        }
        this.terms = terms;
        this.strength = strength;
        this.job = job;
        this.round = round;
        this.authority = authority.clone();
        this.seed = seed;
        this.layout = layout;
    }

    /** Stage 0: a client's {@link RoundKeys}. */
    public void keys(ClientId client, byte[] message) throws RefusedReplyException {
        require(Stage.KEYS);
        if (advertised.size() >= terms.maxClients()) {
            throw new RefusedReplyException("the sum has room for " + terms.maxClients() + " clients");
        }
        RoundKeys keys;
        try {
            keys = RoundKeys.decode(message);
        } catch (MalformedMessageException e) {
            throw malformed(e);
        }
        String problem = keys.problem(new TaskId(job, round, client), authority);
        if (!problem.isEmpty()) {
            throw new RefusedReplyException(problem);
        }
        if (advertised.putIfAbsent(client, keys) != null) {
            throw new RefusedReplyException("client " + client + " has sent keys before");
        }
    }

    /** How many clients have sent keys. */
    public int advertised() {
        return advertised.size();
    }

    /**
     * Ends stage 0.
     *
     * @return {@link Peers} for each client that sent keys
     */
    public SequencedMap<ClientId, byte[]> peers() throws AbortedSumException {
        require(Stage.KEYS);
        if (advertised.size() < LEAST_CLIENTS) {
            throw new AbortedSumException(
                    "only " + advertised.size() + " clients sent keys, a sum needs " + LEAST_CLIENTS);
        }
        Strength.Degree degree;
        try {
            degree = strength.degree(advertised.size());
        } catch (IllegalArgumentException e) {
            throw new AbortedSumException(String.valueOf(e.getMessage()));
        }
        threshold = degree.threshold();
        session = session();
        MaskingGraph graph = new MaskingGraph(advertised.size(), degree.peers(), seed);
        for (RoundKeys keys : advertised.values()) {
            Member member = new Member(members.size(), keys, graph.peers(members.size()));
            members.add(member);
            byClient.put(keys.client(), member);
        }
        stage = Stage.SHARES;
        return messages(members, this::peersOf);
    }

    private byte[] session() {
        MessageDigest digest = ClientKey.sha256();
        digest.update(("tifl-secure-session-1\n" + job + "\n" + round + "\n").getBytes(StandardCharsets.UTF_8));
        advertised.values().forEach(keys -> digest.update(keys.encode()));
        return digest.digest();
    }

    private byte[] peersOf(Member member) {
        List<Peers.Peer> peers = member.peers().stream()
                .map(position -> new Peers.Peer(position, members.get(position).keys()))
                .toList();
        return new Peers(session, threshold, member.position(), peers).encode();
    }

    @FunctionalInterface
    private interface MessageTo {
        byte[] of(Member member);
    }

    private static SequencedMap<ClientId, byte[]> messages(List<Member> to, MessageTo message) {
        SequencedMap<ClientId, byte[]> messages = new LinkedHashMap<>();
        to.forEach(member -> messages.put(member.keys().client(), message.of(member)));
        return messages;
    }

    /** Stage 1: a client's {@link SealedShares}. */
    public void shares(ClientId client, byte[] message) throws RefusedReplyException {
        require(Stage.SHARES);
        Member member = member(client);
        SealedShares shares;
        try {
            shares = SealedShares.decode(message);
        } catch (MalformedMessageException e) {
            throw malformed(e);
        }
        if (!shares.shares().keySet().equals(member.peers())) {
            throw new RefusedReplyException(
                    "expected a share for each of " + member.peers().size() + " peers, got shares for "
                            + shares.shares().size() + ", or for others");
        }
        member.shared(shares);
    }

    /**
     * Ends stage 1.
     *
     * @return {@link SealedShares} of its peers for each client that sent some
     */
    public SequencedMap<ClientId, byte[]> deliveries() throws AbortedSumException {
        require(Stage.SHARES);
        List<Member> sharing = members.stream().filter(Member::hasShared).toList();
        requireSome(sharing, "shares");
        for (Member member : sharing) {
            member.deliver(new TreeSet<>(member.peers().stream()
                    .filter(peer -> members.get(peer).hasShared())
                    .toList()));
        }
        sum = new long[terms.words(layout.size())];
        arrived = new long[sum.length];
        stage = Stage.MASKED;
        // Nobody masks with too few; whoever has too few peers left is out.
        return messages(
                sharing.stream()
                        .filter(member -> member.delivered().size() >= threshold)
                        .toList(),
                this::deliveryTo);
    }

    private byte[] deliveryTo(Member member) {
        SortedMap<Integer, byte[]> shares = new TreeMap<>();
        for (int peer : member.delivered()) {
            shares.put(peer, members.get(peer).sharesOrThrow().shares().get(member.position()));
        }
        return SealedShares.handedOn(shares).encode();
    }

    private static void requireSome(List<Member> left, String what) throws AbortedSumException {
        if (left.size() < LEAST_CLIENTS) {
            throw new AbortedSumException(
                    "only " + left.size() + " clients sent " + what + ", a sum needs " + LEAST_CLIENTS);
        }
    }

    /**
     * Stage 2: a client's masked input, which is added at once.
     *
     * @param input as many little-endian words as the terms say
     */
    public void masked(ClientId client, MemorySegment input) throws RefusedReplyException {
        require(Stage.MASKED);
        Member member = member(client);
        if (member.delivered().size() < threshold || member.isMasked()) {
            throw new RefusedReplyException(
                    "no masked input of client " + client + " was asked for, or it came before");
        }
        if (input.byteSize() != (long) Long.BYTES * sum.length) {
            throw new RefusedReplyException(
                    "a masked input has " + (long) Long.BYTES * sum.length + " bytes, got " + input.byteSize());
        }
        MemorySegment.copy(input, WORD, 0, arrived, 0, arrived.length);
        terms.ring().add(sum, 0, arrived, 0, sum.length);
        member.masked();
    }

    /** Whether a client's masked input is in the sum. */
    public boolean hasCounted(ClientId client) {
        Member member = byClient.get(client);
        return member != null && member.isMasked();
    }

    /** How many masked inputs are in the sum. */
    public int counted() {
        return Math.toIntExact(members.stream().filter(Member::isMasked).count());
    }

    /**
     * Ends stage 2.
     *
     * @return {@link Survivors} for each client that sent its masked input
     */
    public SequencedMap<ClientId, byte[]> survivors() throws AbortedSumException {
        require(Stage.MASKED);
        List<Member> surviving = members.stream().filter(Member::isMasked).toList();
        requireSome(surviving, "masked inputs");
        arrived = new long[0];
        stage = Stage.REVEALED;
        return messages(
                surviving.stream()
                        .filter(member -> survivorsAmong(member).size() >= threshold)
                        .toList(),
                member -> {
                    SortedSet<Integer> survived = survivorsAmong(member);
                    SortedSet<Integer> dropped = new TreeSet<>(member.delivered());
                    dropped.removeAll(survived);
                    return new Survivors(survived, dropped).encode();
                });
    }

    private SortedSet<Integer> survivorsAmong(Member member) {
        return new TreeSet<>(member.delivered().stream()
                .filter(peer -> members.get(peer).isMasked())
                .toList());
    }

    /** Stage 3: a client's {@link RevealedShares}. */
    public void revealed(ClientId client, byte[] message) throws RefusedReplyException {
        require(Stage.REVEALED);
        Member member = member(client);
        RevealedShares shares;
        try {
            shares = RevealedShares.decode(message);
        } catch (MalformedMessageException e) {
            throw malformed(e);
        }
        SortedSet<Integer> survived = survivorsAmong(member);
        SortedSet<Integer> dropped = new TreeSet<>(member.delivered());
        dropped.removeAll(survived);
        if (!member.isMasked()
                || !survived.containsAll(shares.selfMasks().keySet())
                || !dropped.containsAll(shares.maskingKeys().keySet())) {
            throw new RefusedReplyException("client " + client + " reveals other shares than it was asked for");
        }
        if (!member.reveals()) {
            throw new RefusedReplyException("client " + client + " has revealed shares before");
        }
        shares.selfMasks().forEach((peer, share) -> members.get(peer).revealed(member.position(), share));
        shares.maskingKeys().forEach((peer, share) -> members.get(peer).revealed(member.position(), share));
    }

    // A drop-out that none of those in the sum has masked with has left nothing behind.
    private boolean isNeeded(Member member) {
        return member.isMasked()
                || (member.hasShared() && !survivorsAmongPeers(member).isEmpty());
    }

    private List<Integer> survivorsAmongPeers(Member member) {
        return member.peers().stream()
                .filter(peer -> members.get(peer).isMasked())
                .toList();
    }

    /**
     * Takes the masks off.
     *
     * @param threads that work at once, at least 1
     */
    public SecureSum finish(int threads) throws AbortedSumException, InterruptedException {
        require(Stage.REVEALED);
        List<Member> needed = members.stream().filter(this::isNeeded).toList();
        Unmasking unmasking = new Unmasking(members, session, threshold, terms.ring(), threads);
        unmasking.takeOff(needed, sum);
        SecureSum result = new SecureSum(terms, layout, sum, counted(), unmasking.suspects());
        long weight = result.weight();
        if (weight < result.clients() || weight > terms.maxWeight() * result.clients()) {
            throw new AbortedSumException("the weights of " + result.clients() + " clients come to " + weight
                    + ": somebody has masked with other keys than it has shared");
        }
        return result;
    }

    private Member member(ClientId client) throws RefusedReplyException {
        Member member = byClient.get(client);
        if (member == null) {
            throw new RefusedReplyException("client " + client + " has sent no keys in this round");
        }
        return member;
    }

    private void require(Stage expected) {
        if (stage != expected) {
            throw new IllegalStateException("the round is at stage " + stage + ", expected " + expected);
        }
    }

    private static RefusedReplyException malformed(MalformedMessageException e) {
        return new RefusedReplyException("malformed: " + e.getMessage());
    }
}
