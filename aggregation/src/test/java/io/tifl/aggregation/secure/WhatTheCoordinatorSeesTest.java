package io.tifl.aggregation.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.aggregation.secure.Strength.Server;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.secure.Mask;
import io.tifl.protocol.secure.Ring;
import io.tifl.protocol.secure.SealedShares;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.protocol.secure.Survivors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The whole view of a coordinator that works with some clients does not tell what one honest client's input is: for any other
 * input of it there are inputs of the other honest ones, with the same sum, and masks between honest clients, that make the
 * very same view. Masks between two honest survivors are the one thing the view does not give away: their keys are with
 * honest clients alone, and fewer shares of them than the threshold are ever seen.
 */
final class WhatTheCoordinatorSeesTest {
    private static final SecureTerms TERMS = new SecureTerms(Ring.BITS_64, 4, 50, 40);
    private static final int SIZE = 9;

    @Test
    void twoInputsMakeTheSameView() throws Exception {
        RandomGenerator chance = new Seed(81).generator();
        for (int trial = 0; trial < 25; trial++) {
            int count = chance.nextInt(6, 20);
            Crew crew = new Crew(count, SIZE, TERMS, false, 900 + trial);
            Strength strength = new Strength(0.2, 0.2, Server.CURIOUS);
            Set<ClientId> dropped = crew.drawn(0.2, "dropped");
            Set<ClientId> corrupt = crew.drawn(0.2, "corrupt");
            List<ClientId> honest = new ArrayList<>(crew.clients());
            honest.removeAll(dropped);
            honest.removeAll(corrupt);
            SecureRound round = crew.round(strength);
            crew.keys(round, Set.of());
            crew.shares(round, round.peers(), Set.of());
            SequencedMap<ClientId, byte[]> deliveries = round.deliveries();
            Map<ClientId, long[]> seen = new TreeMap<>();
            for (Map.Entry<ClientId, byte[]> order : deliveries.entrySet()) {
                if (!dropped.contains(order.getKey())) {
                    long[] masked = crew.masked(order.getKey(), order.getValue());
                    seen.put(order.getKey(), masked);
                    round.masked(order.getKey(), Crew.bytes(masked));
                }
            }
            SequencedMap<ClientId, byte[]> survivors = round.survivors();
            requireThatNoMaskingKeyOfASurvivorIsWithinReach(crew, survivors, deliveries, corrupt, strength);

            // The other world: the target has another input, an honest peer makes up for it, and the mask between the
            // two
            // differs by just that. Everything the coordinator and the corrupt clients have received stays as it is.
            ClientId target = honest.getFirst();
            ClientId peer = honest.get(1);
            long[] input = TERMS.encode(crew.change(target), crew.weight(target));
            long[] ofPeer = TERMS.encode(crew.change(peer), crew.weight(peer));
            long[] other = TERMS.encode(another(chance), 1);
            long[] difference = other.clone();
            TERMS.ring().subtract(difference, 0, input, 0, difference.length);
            long[] makingUp = ofPeer.clone();
            TERMS.ring().subtract(makingUp, 0, difference, 0, difference.length);
            long[] maskOfTarget = Crew.of(seen, target).clone();
            TERMS.ring().subtract(maskOfTarget, 0, input, 0, input.length);
            long[] maskOfPeer = Crew.of(seen, peer).clone();
            TERMS.ring().subtract(maskOfPeer, 0, ofPeer, 0, ofPeer.length);
            TERMS.ring().subtract(maskOfTarget, 0, difference, 0, difference.length);
            TERMS.ring().add(maskOfPeer, 0, difference, 0, difference.length);

            long[] viewOfTarget = other.clone();
            TERMS.ring().add(viewOfTarget, 0, maskOfTarget, 0, other.length);
            long[] viewOfPeer = makingUp.clone();
            TERMS.ring().add(viewOfPeer, 0, maskOfPeer, 0, other.length);

            assertThat(other).isNotEqualTo(input);
            assertThat(viewOfTarget).isEqualTo(Crew.of(seen, target));
            assertThat(viewOfPeer).isEqualTo(Crew.of(seen, peer));
            crew.revealed(round, survivors, Set.of());
            SecureSum sum = round.finish(1);
            for (int i = 0; i < SIZE; i++) {
                assertThat(sum.steps(i)).isEqualTo(total(crew, seen.keySet(), i));
            }
        }
    }

    // Nothing of a survivor's masking key is revealed to the coordinator by honest clients, and what corrupt clients
    // hold of
    // it is below the threshold: by the threshold test of SecretShares, every key is as likely as any other.
    private static void requireThatNoMaskingKeyOfASurvivorIsWithinReach(
            Crew crew,
            SequencedMap<ClientId, byte[]> survivors,
            SequencedMap<ClientId, byte[]> deliveries,
            Set<ClientId> corrupt,
            Strength strength)
            throws Exception {
        int threshold = strength.degree(crew.clients().size()).threshold();
        List<ClientId> sorted = crew.clients();
        Map<Integer, Integer> sharesWithCorrupt = new TreeMap<>();
        for (ClientId client : corrupt) {
            byte[] delivery = Crew.of(deliveries, client);
            if (delivery != null) {
                SealedShares.decode(delivery)
                        .shares()
                        .keySet()
                        .forEach(of -> sharesWithCorrupt.merge(of, 1, Integer::sum));
            }
        }
        Set<Integer> survived = new TreeSet<>();
        survivors.keySet().forEach(client -> survived.add(sorted.indexOf(client)));
        for (byte[] order : survivors.values()) {
            assertThat(new HashSet<>(Survivors.decode(order).dropped())).doesNotContainAnyElementsOf(survived);
        }
        survived.forEach(of -> assertThat(sharesWithCorrupt.getOrDefault(of, 0)).isLessThan(threshold));
    }

    private static Parameters another(RandomGenerator chance) {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = chance.nextFloat();
        }
        return Parameters.owning(Layout.flat(SIZE), values);
    }

    private static long total(Crew crew, Set<ClientId> of, int index) {
        long total = 0;
        for (ClientId client : of) {
            total += TERMS.ring().get(TERMS.encode(crew.change(client), crew.weight(client)), index);
        }
        return total;
    }

    /** What is seen of one client looks like nothing: of 64,000 masked bits about half are set, whatever the input. */
    @Test
    void aMaskedInputLooksLikeChance() throws Exception {
        Crew crew = new Crew(5, 1000, TERMS, false, 82);
        SecureRound round = crew.round(new Strength(0, 0.2, Server.CURIOUS));
        crew.keys(round, Set.of());
        crew.shares(round, round.peers(), Set.of());
        SequencedMap<ClientId, byte[]> deliveries = round.deliveries();

        for (ClientId client : crew.clients()) {
            long[] zeros = new long[TERMS.words(1000)];
            crew.participant(client).mask(Crew.of(deliveries, client), TERMS.ring(), zeros);
            int set = 0;
            for (int i = 0; i < 1000; i++) {
                set += Long.bitCount(zeros[i]);
            }
            assertThat(set).isBetween(31_000, 33_000);
        }
        assertThat(Mask.ofSelf(new byte[32], new byte[32])).hasToString("Mask");
    }
}
