package io.tifl.aggregation.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.aggregation.secure.Strength.Degree;
import io.tifl.aggregation.secure.Strength.Server;
import io.tifl.protocol.Seed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StrengthTest {
    /** The bounds once more, in rational numbers. */
    @Test
    void theDegreeMeetsTheBoundsAndTheNextSmallerOneDoesNot() {
        int clients = 1000;
        int corrupt = 100;
        int dropOuts = 300;

        Degree degree = new Strength(0.1, 0.3, Server.CURIOUS).degree(clients);

        assertThat(meets(degree.peers(), degree.threshold(), clients, corrupt, dropOuts))
                .isTrue();
        assertThat(meets(degree.peers(), degree.threshold() - 1, clients, corrupt, dropOuts))
                .isFalse();
        for (int threshold = 2; threshold <= degree.peers() - 2; threshold++) {
            assertThat(meets(degree.peers() - 2, threshold, clients, corrupt, dropOuts))
                    .isFalse();
        }
    }

    private static boolean meets(int peers, int threshold, int clients, int corrupt, int dropOuts) {
        BigDecimal n = BigDecimal.valueOf(clients);
        BigDecimal security = BigDecimal.valueOf(2).pow(-40, MathContext.DECIMAL64);
        BigDecimal correctness = BigDecimal.valueOf(2).pow(-30, MathContext.DECIMAL64);
        BigDecimal lost = BigDecimal.valueOf(corrupt + dropOuts).divide(n, MathContext.DECIMAL64);
        return n.multiply(lost.pow(peers / 2, MathContext.DECIMAL64)).compareTo(security) <= 0
                && n.multiply(tail(threshold, peers, peers, clients - 1, corrupt))
                                .compareTo(security)
                        <= 0
                && n.multiply(tail(0, threshold - 1, peers, clients - 1, clients - 1 - dropOuts))
                                .compareTo(correctness)
                        <= 0;
    }

    private static BigDecimal tail(int from, int to, int drawn, int population, int marked) {
        BigInteger sum = BigInteger.ZERO;
        for (int hits = from; hits <= to; hits++) {
            sum = sum.add(choose(marked, hits).multiply(choose(population - marked, drawn - hits)));
        }
        return new BigDecimal(sum).divide(new BigDecimal(choose(population, drawn)), MathContext.DECIMAL64);
    }

    private static BigInteger choose(int of, int count) {
        BigInteger choices = count < 0 || count > of ? BigInteger.ZERO : BigInteger.ONE;
        for (int i = 0; i < Math.min(count, of); i++) {
            choices = choices.multiply(BigInteger.valueOf(of - i)).divide(BigInteger.valueOf(i + 1));
        }
        return choices;
    }

    @Test
    void twoSetsOfPeersThatEachGiveASecretShareAnHonestOne() {
        for (int clients : new int[] {5, 20, 100, 1000}) {
            Degree degree = new Strength(0.1, 0.2, Server.EQUIVOCATING).degree(clients);

            assertThat(2 * degree.threshold()).isGreaterThan(degree.peers());
            assertThat(degree.threshold()).isBetween(2, degree.peers());
        }
    }

    @Test
    void fewClientsMaskWithAllOthers() {
        assertThat(new Strength(0.1, 0.3, Server.EQUIVOCATING).degree(10)).isEqualTo(new Degree(9, 6));
        assertThat(new Strength(0, 0, Server.CURIOUS).degree(3)).isEqualTo(new Degree(2, 2));
    }

    @Test
    void theDegreeGrowsSlowlyWithTheNumberOfClients() {
        Strength strength = new Strength(0.1, 0.3, Server.CURIOUS);

        int thousand = strength.degree(1000).peers();
        int sixty = strength.degree(60_000).peers();

        assertThat(sixty).isGreaterThan(thousand).isLessThan(2 * thousand);
    }

    @Test
    void sharesThatCannotBeWithstoodAreRefusedWithTheReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Strength(0.5, 0.5, Server.CURIOUS).degree(100))
                .withMessageContaining("cannot be withstood");
        assertThatIllegalArgumentException().isThrownBy(() -> new Strength(1, 0, Server.CURIOUS));
    }

    @Test
    void peersAreMutualAndAsManyAsAskedFor() {
        for (int[] shape : new int[][] {{3, 2}, {10, 9}, {10, 4}, {9, 8}, {101, 20}}) {
            MaskingGraph graph = new MaskingGraph(shape[0], shape[1], new Seed(5));

            Set<Integer> first = new HashSet<>(graph.peers(0));
            for (int i = 0; i < shape[0]; i++) {
                assertThat(graph.peers(i)).hasSize(shape[1]).doesNotContain(i);
                for (int peer : graph.peers(i)) {
                    assertThat(graph.peers(peer)).contains(i);
                }
            }
            assertThat(new MaskingGraph(shape[0], shape[1], new Seed(5)).peers(0))
                    .isEqualTo(first);
        }
    }
}
