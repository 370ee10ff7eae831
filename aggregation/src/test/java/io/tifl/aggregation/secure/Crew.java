package io.tifl.aggregation.secure;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.secure.Certificate;
import io.tifl.protocol.secure.RefusedStageException;
import io.tifl.protocol.secure.SecureFloor;
import io.tifl.protocol.secure.SecureIdentity;
import io.tifl.protocol.secure.SecureParticipant;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.protocol.secure.SeededRandom;
import io.tifl.protocol.secure.SigningKey;
import io.tifl.protocol.task.TaskId;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Real clients of one round, some of which vanish. */
final class Crew {
    static final JobId JOB = new JobId("job");
    static final long ROUND = 7;

    final SecureTerms terms;
    final Layout layout;
    final SigningKey authority;
    final Map<ClientId, SecureParticipant> participants = new TreeMap<>();
    final Map<ClientId, Parameters> changes = new TreeMap<>();
    final Map<ClientId, Long> weights = new TreeMap<>();
    private final long seed;

    Crew(int count, int size, SecureTerms terms, boolean majority, long seed) {
        this.terms = terms;
        this.layout = Layout.flat(size);
        this.seed = seed;
        this.authority = SigningKey.fresh(new SeededRandom(seed));
        RandomGenerator chance = new Seed(seed).child("inputs").generator();
        for (int i = 0; i < count; i++) {
            ClientId client = new ClientId("client-" + i);
            participants.put(client, built(client, majority, seed * 1_000_003 + i));
            float[] values = new float[size];
            for (int j = 0; j < size; j++) {
                // Some lie beyond the range and are cut.
                values[j] = (float) (chance.nextGaussian() * terms.range() / 2);
            }
            changes.put(client, Parameters.owning(layout, values));
            weights.put(client, chance.nextLong(1, 2 * terms.maxWeight()));
        }
    }

    private SecureParticipant built(ClientId client, boolean majority, long chance) {
        return new SecureParticipant(
                new TaskId(JOB, ROUND, client),
                identity(client, chance),
                new SecureFloor(2, majority),
                new SeededRandom(chance));
    }

    SecureIdentity identity(ClientId client, long chance) {
        SigningKey key = SigningKey.fresh(new SeededRandom(~chance));
        return new SecureIdentity(key, Certificate.issue(authority, client, key.publicKey()), authority.publicKey());
    }

    SecureRound round(Strength strength) {
        return new SecureRound(
                terms, strength, JOB, ROUND, authority.publicKey(), new Seed(seed).child("graph"), layout);
    }

    SecureParticipant participant(ClientId client) {
        return of(participants, client);
    }

    Parameters change(ClientId client) {
        return of(changes, client);
    }

    long weight(ClientId client) {
        return of(weights, client);
    }

    static <T> T of(Map<ClientId, T> map, ClientId client) {
        return Optional.ofNullable(map.get(client)).orElseThrow();
    }

    List<ClientId> clients() {
        return new ArrayList<>(participants.keySet());
    }

    /** A share of the clients, drawn. */
    Set<ClientId> drawn(double share, String purpose) {
        List<ClientId> left = clients();
        RandomGenerator chance = new Seed(seed).child(purpose).generator();
        Set<ClientId> drawn = new HashSet<>();
        for (int i = (int) Math.floor(share * left.size()); i > 0; i--) {
            drawn.add(left.remove(chance.nextInt(left.size())));
        }
        return drawn;
    }

    void keys(SecureRound round, Set<ClientId> gone) throws RefusedReplyException {
        for (ClientId client : clients()) {
            if (!gone.contains(client)) {
                round.keys(client, participant(client).keys());
            }
        }
    }

    void shares(SecureRound round, SequencedMap<ClientId, byte[]> peers, Set<ClientId> gone)
            throws RefusedReplyException, RefusedStageException {
        for (Map.Entry<ClientId, byte[]> order : peers.entrySet()) {
            if (!gone.contains(order.getKey())) {
                round.shares(order.getKey(), participant(order.getKey()).share(order.getValue()));
            }
        }
    }

    void masked(SecureRound round, SequencedMap<ClientId, byte[]> deliveries, Set<ClientId> gone)
            throws RefusedReplyException, RefusedStageException {
        for (Map.Entry<ClientId, byte[]> order : deliveries.entrySet()) {
            if (!gone.contains(order.getKey())) {
                round.masked(order.getKey(), bytes(masked(order.getKey(), order.getValue())));
            }
        }
    }

    long[] masked(ClientId client, byte[] delivery) throws RefusedStageException {
        long[] input = terms.encode(change(client), weight(client));
        participant(client).mask(delivery, terms.ring(), input);
        return input;
    }

    static MemorySegment bytes(long[] words) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * words.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return MemorySegment.ofArray(bytes.array());
    }

    void revealed(SecureRound round, SequencedMap<ClientId, byte[]> survivors, Set<ClientId> gone)
            throws RefusedReplyException, RefusedStageException {
        for (Map.Entry<ClientId, byte[]> order : survivors.entrySet()) {
            if (!gone.contains(order.getKey())) {
                round.revealed(order.getKey(), participant(order.getKey()).reveal(order.getValue()));
            }
        }
    }

    /** All of a round in which some vanish before each stage. */
    SecureSum sum(Strength strength, List<Set<ClientId>> goneBefore)
            throws RefusedReplyException, RefusedStageException, AbortedSumException, InterruptedException {
        SecureRound round = round(strength);
        Set<ClientId> gone = new HashSet<>(goneBefore.get(0));
        keys(round, gone);
        gone.addAll(goneBefore.get(1));
        shares(round, round.peers(), gone);
        gone.addAll(goneBefore.get(2));
        masked(round, round.deliveries(), gone);
        gone.addAll(goneBefore.get(3));
        revealed(round, round.survivors(), gone);
        return round.finish(2);
    }
}
