package io.tifl.aggregation.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.aggregation.secure.Strength.Server;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.secure.Peers;
import io.tifl.protocol.secure.RefusedStageException;
import io.tifl.protocol.secure.RevealedShares;
import io.tifl.protocol.secure.Ring;
import io.tifl.protocol.secure.RoundKeys;
import io.tifl.protocol.secure.SealedShares;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.protocol.secure.Survivors;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SecureRoundTest {
    private static final Strength STRENGTH = new Strength(0.05, 0.35, Server.CURIOUS);
    private static final SecureTerms TERMS = new SecureTerms(Ring.BITS_64, 4, 500, 300);

    private static List<Set<ClientId>> nobody() {
        return List.of(Set.of(), Set.of(), Set.of(), Set.of());
    }

    private static List<Set<ClientId>> before(int stage, Set<ClientId> gone) {
        List<Set<ClientId>> before = new ArrayList<>(nobody());
        before.set(stage, gone);
        return before;
    }

    /** What the same fixed-point values of some clients come to without any masks. */
    private static Parameters plain(Crew crew, Set<ClientId> of) {
        try (Accumulator sum = new WeightedMean()
                .open(
                        crew.layout,
                        new UpdateLimits(crew.terms.range(), crew.terms.maxWeight(), crew.terms.maxClients()))) {
            of.forEach(client -> sum.add(
                    crew.terms.rounded(crew.change(client)), Math.min(crew.weight(client), crew.terms.maxWeight())));
            return sum.finish().change();
        }
    }

    private static Set<ClientId> without(Crew crew, Set<ClientId> gone) {
        Set<ClientId> left = new TreeSet<>(crew.clients());
        left.removeAll(gone);
        return left;
    }

    @ParameterizedTest
    @EnumSource
    void theSumIsThatOfThePlainValuesBitForBit(Ring ring) throws Exception {
        Crew crew = new Crew(12, 1003, new SecureTerms(ring, 4, ring == Ring.BITS_64 ? 500 : 7, 12), false, 1);

        SecureSum sum = crew.sum(STRENGTH, nobody());

        assertThat(sum.aggregate().change()).isEqualTo(plain(crew, new TreeSet<>(crew.clients())));
        assertThat(sum.aggregate().updates()).isEqualTo(12);
        assertThat(sum.suspects()).isEmpty();
    }

    @Test
    void someMayVanishBeforeEachStageOnASparseGraph() throws Exception {
        vanishBeforeEachStage(30, 0.07, new Strength(0, 0.07, Server.CURIOUS));
    }

    @Test
    @Tag("slow") // Each of a hundred clients verifies and agrees with sixty others, four times.
    void thirtyPercentMayVanishBeforeEachStageOnASparseGraph() throws Exception {
        vanishBeforeEachStage(100, 0.3, new Strength(0, 0.35, Server.CURIOUS));
    }

    private static void vanishBeforeEachStage(int clients, double share, Strength sparse) throws Exception {
        assertThat(sparse.degree(clients).peers()).isLessThan(clients - 1);
        for (int stage = 0; stage < 4; stage++) {
            Crew crew = new Crew(clients, 37, TERMS, false, 2 + stage);
            Set<ClientId> gone = crew.drawn(share, "gone");

            SecureSum sum = crew.sum(sparse, before(stage, gone));

            // Who vanishes once its masked input is there, is in the sum.
            Set<ClientId> counted = without(crew, stage == 3 ? Set.of() : gone);
            assertThat(sum.clients()).as("before stage " + stage).isEqualTo(counted.size());
            assertThat(sum.aggregate().change()).as("before stage " + stage).isEqualTo(plain(crew, counted));
        }
    }

    @Test
    void someMayVanishBeforeEveryStageOfOneRound() throws Exception {
        Crew crew = new Crew(24, 5, TERMS, true, 9);
        Set<ClientId> first = crew.drawn(0.1, "a");
        Set<ClientId> second = crew.drawn(0.1, "b");
        Set<ClientId> third = crew.drawn(0.1, "c");
        Set<ClientId> gone = new HashSet<>(first);
        gone.addAll(second);
        gone.addAll(third);

        SecureSum sum = crew.sum(
                new Strength(0.05, 0.35, Server.EQUIVOCATING), List.of(first, second, third, crew.drawn(0.1, "d")));

        assertThat(sum.aggregate().change()).isEqualTo(plain(crew, without(crew, gone)));
    }

    @Test
    void tooManyDropOutsAbortAtEveryStageWithTheReason() {
        for (int stage = 0; stage < 4; stage++) {
            Crew crew = new Crew(12, 5, TERMS, false, 20 + stage);
            Set<ClientId> gone = crew.drawn(0.95, "gone");
            int at = stage;

            assertThatThrownBy(() -> crew.sum(STRENGTH, before(at, gone)))
                    .as("before stage " + stage)
                    .isInstanceOf(AbortedSumException.class)
                    .hasMessageMatching(
                            stage == 3
                                    ? ".*shares of the self mask of client .* are needed"
                                    : "only . clients sent .*");
        }
    }

    @Test
    void theResultHasTheSameBitsForAnyOrderAndNumberOfThreads() throws Exception {
        Crew crew = new Crew(10, 200_000, TERMS, false, 31);
        Set<ClientId> gone = crew.drawn(0.3, "gone");
        SecureRound forward = crew.round(STRENGTH);
        SecureRound backward = crew.round(STRENGTH);
        for (ClientId client : crew.clients()) {
            forward.keys(client, crew.participant(client).keys());
        }
        for (ClientId client : crew.clients().reversed()) {
            backward.keys(client, crew.participant(client).keys());
        }
        SequencedMap<ClientId, byte[]> peers = forward.peers();
        assertThat(backward.peers()).usingRecursiveComparison().isEqualTo(peers);
        crew.shares(forward, peers, Set.of());
        crew.shares(backward, reversed(peers), Set.of());
        SequencedMap<ClientId, byte[]> deliveries = forward.deliveries();
        SequencedMap<ClientId, byte[]> same = backward.deliveries();
        Map<ClientId, MemorySegment> masked = new TreeMap<>();
        for (Map.Entry<ClientId, byte[]> order : deliveries.entrySet()) {
            if (!gone.contains(order.getKey())) {
                assertThat(Crew.of(same, order.getKey())).isEqualTo(order.getValue());
                masked.put(order.getKey(), Crew.bytes(crew.masked(order.getKey(), order.getValue())));
                forward.masked(order.getKey(), Crew.of(masked, order.getKey()));
            }
        }
        for (ClientId client : crew.clients().reversed()) {
            if (masked.containsKey(client)) {
                backward.masked(client, Crew.of(masked, client));
            }
        }
        SequencedMap<ClientId, byte[]> survivors = forward.survivors();
        crew.revealed(forward, survivors, Set.of());
        crew.revealed(backward, reversed(backward.survivors()), Set.of());

        Parameters one = forward.finish(1).aggregate().change();
        Parameters other = backward.finish(3).aggregate().change();

        assertThat(other).isEqualTo(one).isEqualTo(plain(crew, masked.keySet()));
    }

    private static SequencedMap<ClientId, byte[]> reversed(SequencedMap<ClientId, byte[]> messages) {
        return new LinkedHashMap<>(messages.reversed());
    }

    @Test
    void aWrongShareIsFoundOutAndItsSenderNamedAndTheSumIsRight() throws Exception {
        Crew crew = new Crew(20, 50, TERMS, false, 41);
        Set<ClientId> gone = crew.drawn(0.2, "gone");
        ClientId cheat = without(crew, gone).iterator().next();
        SecureRound round = crew.round(STRENGTH);
        crew.keys(round, Set.of());
        crew.shares(round, round.peers(), Set.of());
        crew.masked(round, round.deliveries(), gone);
        for (Map.Entry<ClientId, byte[]> order : round.survivors().entrySet()) {
            byte[] answer = crew.participant(order.getKey()).reveal(order.getValue());
            round.revealed(order.getKey(), order.getKey().equals(cheat) ? falsified(answer) : answer);
        }

        SecureSum sum = round.finish(2);

        assertThat(sum.suspects()).containsExactly(cheat);
        assertThat(sum.aggregate().change()).isEqualTo(plain(crew, without(crew, gone)));
    }

    private static byte[] falsified(byte[] answer) throws Exception {
        RevealedShares shares = RevealedShares.decode(answer);
        return new RevealedShares(falsified(shares.selfMasks()), falsified(shares.maskingKeys())).encode();
    }

    private static SortedMap<Integer, byte[]> falsified(SortedMap<Integer, byte[]> shares) {
        SortedMap<Integer, byte[]> changed = new TreeMap<>();
        shares.forEach((position, share) -> {
            byte[] other = share.clone();
            other[5] ^= 1;
            changed.put(position, other);
        });
        return changed;
    }

    @Test
    void wrongSharesBeyondRepairAbortInsteadOfSpoilingTheModel() throws Exception {
        Crew crew = new Crew(10, 5, TERMS, false, 43);
        SecureRound round = crew.round(STRENGTH);
        crew.keys(round, Set.of());
        crew.shares(round, round.peers(), Set.of());
        crew.masked(round, round.deliveries(), Set.of());
        for (Map.Entry<ClientId, byte[]> order : round.survivors().entrySet()) {
            round.revealed(
                    order.getKey(), falsified(crew.participant(order.getKey()).reveal(order.getValue())));
        }

        assertThatThrownBy(() -> round.finish(1))
                .isInstanceOf(AbortedSumException.class)
                .hasMessageContaining("cheats or is damaged");
    }

    @Test
    void anInputMaskedOtherwiseThanSharedAbortsInsteadOfSpoilingTheModel() throws Exception {
        Crew crew = new Crew(10, 5, TERMS, false, 44);
        SecureRound round = crew.round(STRENGTH);
        crew.keys(round, Set.of());
        crew.shares(round, round.peers(), Set.of());
        for (Map.Entry<ClientId, byte[]> order : round.deliveries().entrySet()) {
            long[] masked = crew.masked(order.getKey(), order.getValue());
            if (order.getKey().value().equals("client-3")) {
                masked[5] ^= 0x123456789abcdefL;
            }
            round.masked(order.getKey(), Crew.bytes(masked));
        }
        crew.revealed(round, round.survivors(), Set.of());

        assertThatThrownBy(() -> round.finish(1))
                .isInstanceOf(AbortedSumException.class)
                .hasMessageContaining("the weights of 10 clients come to");
    }

    @Test
    void keysOfAnotherAreRefusedByTheCoordinatorWithTheReason() throws Exception {
        Crew crew = new Crew(4, 5, TERMS, false, 51);
        SecureRound round = crew.round(STRENGTH);
        ClientId first = crew.clients().get(0);
        ClientId second = crew.clients().get(1);
        byte[] keys = crew.participant(first).keys();

        assertThatThrownBy(() -> round.keys(second, keys)).hasMessageContaining("in the place of");
        byte[] tampered = keys.clone();
        tampered[tampered.length - 70] ^= 1;
        assertThatThrownBy(() -> round.keys(first, tampered))
                .hasMessage("the keys of client client-0 are not signed by it for this round");
        round.keys(first, keys);
        assertThatThrownBy(() -> round.keys(first, keys)).hasMessageContaining("before");
        assertThatThrownBy(() -> round.keys(second, new byte[] {9, 9})).hasMessageContaining("malformed");
    }

    @Test
    void messagesOutOfTurnOrAgainAreRefused() throws Exception {
        Crew crew = new Crew(6, 5, TERMS, false, 52);
        ClientId first = crew.clients().getFirst();
        SecureRound round = crew.round(STRENGTH);
        crew.keys(round, Set.of());
        SequencedMap<ClientId, byte[]> peers = round.peers();
        crew.shares(round, peers, Set.of());

        byte[] again = crew.participant(first).share(Crew.of(peers, first));
        assertThatThrownBy(() -> round.shares(first, again)).hasMessageContaining("before");
        assertThatThrownBy(() -> round.shares(new ClientId("stranger"), again)).hasMessageContaining("no keys");
        SequencedMap<ClientId, byte[]> deliveries = round.deliveries();
        crew.masked(round, deliveries, Set.of());
        MemorySegment input = Crew.bytes(new long[TERMS.words(5)]);
        assertThatThrownBy(() -> round.masked(first, input)).hasMessageContaining("came before");
        SequencedMap<ClientId, byte[]> survivors = round.survivors();
        byte[] others = new RevealedShares(new TreeMap<>(Map.of(99, new byte[32])), new TreeMap<>()).encode();
        assertThatThrownBy(() -> round.revealed(first, others)).hasMessageContaining("other shares");
        crew.revealed(round, survivors, Set.of());
        assertThat(round.finish(1).aggregate().change()).isEqualTo(plain(crew, new TreeSet<>(crew.clients())));
    }

    // What a client refuses, seen with real messages of a real round.

    private record Started(
            Crew crew, SequencedMap<ClientId, byte[]> peers, SequencedMap<ClientId, byte[]> deliveries) {}

    private static Started started(int count, boolean majority, Strength strength) throws Exception {
        Crew crew = new Crew(count, 5, TERMS, majority, 61);
        SecureRound round = crew.round(strength);
        crew.keys(round, Set.of());
        SequencedMap<ClientId, byte[]> peers = round.peers();
        crew.shares(round, peers, Set.of());
        return new Started(crew, peers, round.deliveries());
    }

    @Test
    void aClientNeverRevealsBothSharesOfAPeer() throws Exception {
        Started started = started(6, false, STRENGTH);
        ClientId client = started.crew().clients().getFirst();
        var participant = started.crew().participant(client);
        started.crew().masked(client, Crew.of(started.deliveries(), client));
        TreeSet<Integer> all = new TreeSet<>(SealedShares.decode(Crew.of(started.deliveries(), client))
                .shares()
                .keySet());
        TreeSet<Integer> one = new TreeSet<>(Set.of(all.last()));
        TreeSet<Integer> others = new TreeSet<>(all.headSet(all.last()));

        assertThatThrownBy(() -> participant.reveal(new Survivors(all, one).encode()))
                .isInstanceOf(RefusedStageException.class)
                .hasMessageContaining("both shares");

        byte[] honest = new Survivors(others, one).encode();
        RevealedShares shares = RevealedShares.decode(participant.reveal(honest));
        assertThat(shares.selfMasks().keySet()).isEqualTo(others);
        assertThat(shares.maskingKeys().keySet()).isEqualTo(one);
        assertThat(participant.reveal(honest)).isEqualTo(shares.encode());
        assertThatThrownBy(() -> participant.reveal(new Survivors(all, new TreeSet<>()).encode()))
                .isInstanceOf(RefusedStageException.class)
                .hasMessageContaining("a second time, and differently");
    }

    @Test
    void aClientRefusesFewerSurvivorsThanTheThresholdAndStrangers() throws Exception {
        Started started = started(6, true, new Strength(0, 0.2, Server.EQUIVOCATING));
        ClientId client = started.crew().clients().getFirst();
        var participant = started.crew().participant(client);
        TreeSet<Integer> all = new TreeSet<>(SealedShares.decode(Crew.of(started.deliveries(), client))
                .shares()
                .keySet());
        assertThatThrownBy(() -> participant.reveal(new Survivors(all, new TreeSet<>()).encode()))
                .hasMessageContaining("before this client has sent its masked input");
        started.crew().masked(client, Crew.of(started.deliveries(), client));

        assertThatThrownBy(() -> participant.reveal(
                        new Survivors(new TreeSet<>(all.headSet(3)), new TreeSet<>(all.tailSet(3))).encode()))
                .hasMessageContaining("the threshold is 3");
        all.add(77);
        assertThatThrownBy(() -> participant.reveal(new Survivors(all, new TreeSet<>()).encode()))
                .hasMessageContaining("other peers than those");
    }

    @Test
    void aClientRefusesForgedPeersAndWeakGraphs() throws Exception {
        Crew crew = new Crew(6, 5, TERMS, true, 71);
        Crew foreign = new Crew(6, 5, TERMS, true, 72);
        SecureRound round = crew.round(new Strength(0, 0.2, Server.EQUIVOCATING));
        crew.keys(round, Set.of());
        ClientId client = crew.clients().getFirst();
        var participant = crew.participant(client);
        Peers peers = Peers.decode(Crew.of(round.peers(), client));

        RoundKeys forged = RoundKeys.decode(
                foreign.participant(peers.peers().getFirst().keys().client()).keys());
        assertThatThrownBy(() -> participant.share(replaced(peers, forged).encode()))
                .hasMessageContaining("not certified by the enrolment authority");
        RoundKeys honest = peers.peers().getFirst().keys();
        RoundKeys swapped = new RoundKeys(
                honest.certificate(),
                /* sealing= */ honest.masking(),
                /* masking= */ honest.sealing(),
                honest.signature());
        assertThatThrownBy(() -> participant.share(replaced(peers, swapped).encode()))
                .hasMessageContaining("not signed by it for this round");
        assertThatThrownBy(() -> participant.share(
                        replaced(peers, peers.peers().getLast().keys()).encode()))
                .hasMessageContaining("twice among the peers");
        assertThatThrownBy(() ->
                        participant.share(new Peers(peers.session(), 2, peers.position(), peers.peers()).encode()))
                .hasMessageContaining("more than half");
        assertThatThrownBy(() -> participant.share(new Peers(
                                peers.session(),
                                1,
                                peers.position(),
                                peers.peers().subList(0, 1))
                        .encode()))
                .hasMessageContaining("insists on 2");
        assertThatThrownBy(() -> participant.share(new byte[] {2, 1, 0})).hasMessageContaining("malformed");

        byte[] shares = participant.share(peers.encode());
        assertThat(participant.share(peers.encode())).isEqualTo(shares);
        assertThatThrownBy(() ->
                        participant.share(new Peers(peers.session(), 4, peers.position(), peers.peers()).encode()))
                .hasMessageContaining("differently");
    }

    private static Peers replaced(Peers peers, RoundKeys first) {
        List<Peers.Peer> changed = new ArrayList<>(peers.peers());
        changed.set(0, new Peers.Peer(changed.getFirst().position(), first));
        return new Peers(peers.session(), peers.threshold(), peers.position(), changed);
    }

    @Test
    void aTamperedShareIsLeftOutByItsReceiver() throws Exception {
        Started started = started(6, false, STRENGTH);
        ClientId client = started.crew().clients().getFirst();
        var participant = started.crew().participant(client);
        SortedMap<Integer, byte[]> shares = new TreeMap<>(
                SealedShares.decode(Crew.of(started.deliveries(), client)).shares());
        byte[] tampered = Optional.ofNullable(shares.get(3)).orElseThrow().clone();
        tampered[0] ^= 1;
        shares.put(3, tampered);
        participant.mask(SealedShares.handedOn(shares).encode(), TERMS.ring(), new long[TERMS.words(5)]);

        RevealedShares revealed = RevealedShares.decode(
                participant.reveal(new Survivors(new TreeSet<>(shares.keySet()), new TreeSet<>()).encode()));

        assertThat(revealed.selfMasks()).doesNotContainKey(3).hasSize(shares.size() - 1);
    }

    @Test
    void aClientMasksOnceAndOnlyWithItsPeers() throws Exception {
        Started started = started(6, false, STRENGTH);
        ClientId client = started.crew().clients().getFirst();
        byte[] delivery = Crew.of(started.deliveries(), client);
        var participant = started.crew().participant(client);
        SortedMap<Integer, byte[]> some =
                new TreeMap<>(SealedShares.decode(delivery).shares());
        some.remove(some.lastKey());
        SortedMap<Integer, byte[]> strangers = new TreeMap<>(some);
        strangers.put(500, new byte[80]);
        assertThatThrownBy(() -> participant.mask(
                        SealedShares.handedOn(strangers).encode(), TERMS.ring(), new long[TERMS.words(5)]))
                .hasMessageContaining("no peers of this one");
        SortedMap<Integer, byte[]> few = new TreeMap<>(some.headMap(2));
        assertThatThrownBy(() ->
                        participant.mask(SealedShares.handedOn(few).encode(), TERMS.ring(), new long[TERMS.words(5)]))
                .hasMessageContaining("the threshold is");

        long[] masked = started.crew().masked(client, delivery);
        long[] again = masked.clone();
        participant.mask(delivery, TERMS.ring(), again);

        assertThat(again).isEqualTo(masked);
        assertThatThrownBy(() ->
                        participant.mask(SealedShares.handedOn(some).encode(), TERMS.ring(), new long[TERMS.words(5)]))
                .hasMessageContaining("differently");
    }
}
