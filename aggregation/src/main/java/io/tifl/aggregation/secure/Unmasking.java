package io.tifl.aggregation.secure;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.secure.AgreementKey;
import io.tifl.protocol.secure.Mask;
import io.tifl.protocol.secure.Ring;
import io.tifl.protocol.secure.SecretShares;
import io.tifl.protocol.secure.SecureParticipant;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Puts secrets together and takes the masks that come from them off the sum.
 *
 * <p>Nearly all time goes into key streams: one per survivor, and one per drop-out and surviving peer of it. The sum is cut
 * into stretches that stay in a core's cache while all masks pass over them.
 */
final class Unmasking {
    private static final int STRETCH = 1 << 16;

    private final List<Member> members;
    private final byte[] session;
    private final int threshold;
    private final Ring ring;
    private final int threads;
    private final Set<ClientId> suspects = ConcurrentHashMap.newKeySet();

    Unmasking(List<Member> members, byte[] session, int threshold, Ring ring, int threads) {
        this.members = members;
        this.session = session;
        this.threshold = threshold;
        this.ring = ring;
        this.threads = threads;
    }

    /** Who revealed shares that do not fit the others', as far as it showed. */
    SortedSet<ClientId> suspects() {
        return new TreeSet<>(suspects);
    }

    /** Takes off the masks of these: own ones of survivors, those between clients of drop-outs. */
    void takeOff(List<Member> needed, long[] sum) throws AbortedSumException, InterruptedException {
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<Callable<List<Mask>>> finding = new ArrayList<>();
            needed.forEach(member -> finding.add(() -> left(member)));
            List<Mask> masks = new ArrayList<>();
            all(workers, finding).forEach(masks::addAll);
            List<Callable<Boolean>> removing = new ArrayList<>();
            for (int from = 0; from < sum.length; from += STRETCH) {
                int first = from;
                removing.add(() -> {
                    int to = Math.min(first + STRETCH, sum.length);
                    masks.forEach(mask -> mask.apply(ring, sum, first, to));
                    return true;
                });
            }
            all(workers, removing);
        }
    }

    private static <T> List<T> all(ExecutorService workers, List<Callable<T>> work)
            throws AbortedSumException, InterruptedException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : workers.invokeAll(work)) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AbortedSumException aborted) {
                    throw new AbortedSumException(String.valueOf(aborted.getMessage()));
                }
                throw new IllegalStateException("masks could not be taken off", e.getCause());
            }
        }
        return results;
    }

    /** What takes off the masks that a client left in the sum. */
    private List<Mask> left(Member member) throws AbortedSumException {
        if (member.isMasked()) {
            byte[] secret = secret(member, "self mask", member.sharesOrThrow()::commitsTo);
            return List.of(Mask.ofSelf(secret, session).inverse());
        }
        byte[] secret = secret(
                member,
                "masking key",
                candidate -> Arrays.equals(
                        AgreementKey.of(candidate).publicKey(), member.keys().masking()));
        AgreementKey key = AgreementKey.of(secret);
        List<Mask> masks = new ArrayList<>();
        for (int peer : member.peers()) {
            if (members.get(peer).isMasked()) {
                masks.add(between(member, key, members.get(peer)));
            }
        }
        return masks;
    }

    // The peer has it in the sum, added if the peer's position is the smaller one.
    private Mask between(Member dropOut, AgreementKey key, Member peer) throws AbortedSumException {
        try {
            return Mask.ofPair(key, peer.keys().masking(), session, peer.position() < dropOut.position())
                    .inverse();
        } catch (InvalidKeyException e) {
            throw new AbortedSumException(
                    "client " + peer.keys().client() + " has a key that is none: " + e.getMessage());
        }
    }

    private byte[] secret(Member member, String what, Predicate<byte[]> isRight) throws AbortedSumException {
        int[] holders =
                member.revealed().keySet().stream().mapToInt(holder -> holder).toArray();
        byte[][] shares = member.revealed().values().toArray(byte[][]::new);
        if (holders.length < threshold) {
            throw new AbortedSumException(holders.length + " shares of the " + what + " of client "
                    + member.keys().client() + " are there, " + threshold + " are needed");
        }
        // If a share is wrong, some stretch of others is right, unless there are many: whoever sent it costs time only.
        for (int first = 0; first + threshold <= holders.length; first++) {
            byte[] candidate = SecretShares.combine(
                    Arrays.copyOfRange(holders, first, first + threshold),
                    Arrays.copyOfRange(shares, first, first + threshold));
            if (isRight.test(candidate)) {
                if (first > 0) {
                    suspect(holders, shares, first);
                }
                return candidate;
            }
        }
        throw new AbortedSumException("the shares of the " + what + " of client "
                + member.keys().client() + " do not give what it has sent: it or one of "
                + names(holders) + " cheats or is damaged");
    }

    // Whose share is not on the polynomial of the right ones.
    private void suspect(int[] holders, byte[][] shares, int right) {
        int[] rightHolders = Arrays.copyOfRange(holders, right, right + threshold);
        byte[][] rightShares = Arrays.copyOfRange(shares, right, right + threshold);
        for (int i = 0; i < holders.length; i++) {
            boolean within = i >= right && i < right + threshold;
            if (!within && !Arrays.equals(SecretShares.at(holders[i], rightHolders, rightShares), shares[i])) {
                suspects.add(client(holders[i]));
            }
        }
    }

    private ClientId client(int holder) {
        return members.get(SecureParticipant.position(holder)).keys().client();
    }

    private String names(int[] holders) {
        return Arrays.stream(holders).mapToObj(holder -> client(holder).value()).collect(Collectors.joining(", "));
    }
}
