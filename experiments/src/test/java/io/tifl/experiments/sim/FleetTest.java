package io.tifl.experiments.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FleetTest {
    @Test
    void thePapersTablesAreThereByName() {
        assertThat(CpuGroups.named("tifl-mnist").shares()).containsExactly(2.0, 1.0, 0.75, 0.5, 0.25);
        assertThat(CpuGroups.named("tifl-cifar").shares()).containsExactly(4.0, 2.0, 1.0, 0.5, 0.1);
        assertThat(CpuGroups.named("tifl-case-study").shares()).containsExactly(4.0, 2.0, 1.0, 1.0 / 3, 0.2);
        assertThat(CpuGroups.named("equal").shares()).containsOnly(2.0).hasSize(5);
    }

    @Test
    void anUnknownTableSaysWhichThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuGroups.named("tifl-imagenet"))
                .withMessageContaining("tifl-imagenet")
                .withMessageContaining("tifl-cifar");
    }

    @Test
    void contiguousGroupsAreBlocksOfTheSameSize() {
        Roster roster = Roster.numbered(50);
        Fleet fleet = Fleet.grouped(CpuGroups.named("tifl-cifar"), Grouping.contiguous(), roster);

        List<Double> shares = IntStream.range(0, 50)
                .mapToObj(i ->
                        fleet.device(roster.client(i), 0, VirtualClock.START).cpuShare())
                .toList();

        assertThat(shares.subList(0, 10)).containsOnly(4.0);
        assertThat(shares.subList(10, 20)).containsOnly(2.0);
        assertThat(shares.subList(20, 30)).containsOnly(1.0);
        assertThat(shares.subList(30, 40)).containsOnly(0.5);
        assertThat(shares.subList(40, 50)).containsOnly(0.1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 50, 182, 1000, 1025})
    void shufflingKeepsTheGroupsAsEqualAsTheyWere(int clients) {
        Grouping shuffled = Grouping.shuffled(new Seed(3));

        int[] shuffledSizes = sizes(shuffled, clients);
        int[] blockSizes = sizes(Grouping.contiguous(), clients);

        assertThat(shuffledSizes).isEqualTo(blockSizes);
    }

    @Test
    void shufflingMixesTheGroupsAndFollowsTheSeed() {
        int[] one = groups(Grouping.shuffled(new Seed(3)), 1000);

        assertThat(groups(Grouping.shuffled(new Seed(3)), 1000)).isEqualTo(one);
        assertThat(groups(Grouping.shuffled(new Seed(4)), 1000)).isNotEqualTo(one);
        long unmoved = IntStream.range(0, 1000)
                .filter(i -> one[i] == Grouping.contiguous().groupOf(i, 1000, 5))
                .count();
        // 200 expected, standard deviation 12.6.
        assertThat(unmoved).isBetween(130L, 270L);
    }

    @Test
    @Timeout(20)
    void aMillionClientsAreLookedUpWithoutBeingStored() {
        Roster roster = Roster.numbered(1_000_000);
        Fleet fleet = Fleet.grouped(CpuGroups.named("tifl-mnist"), Grouping.shuffled(new Seed(1)), roster);

        double sum = IntStream.range(0, roster.size())
                .mapToDouble(i ->
                        fleet.device(roster.client(i), 0, VirtualClock.START).cpuShare())
                .sum();

        assertThat(sum).isCloseTo(200_000 * (2 + 1 + 0.75 + 0.5 + 0.25), within(1e-6));
    }

    @Test
    void someClientsAreSlowerFromAnInstantOnWhateverTheRound() {
        Roster roster = Roster.numbered(1000);
        Instant drift = VirtualClock.START.plusSeconds(10);
        Fleet before = Fleet.uniform(Device.cluster(1));
        Fleet fleet = before.until(drift, before.faster(Fleet.share(0.3, new Seed(9)), 0.25));

        assertThat(slowOnes(fleet, roster, 900, drift.minusNanos(1))).isZero();
        assertThat(slowOnes(fleet, roster, 0, drift)).isBetween(230L, 370L);
        assertThat(slowOnes(fleet, roster, 0, drift.plusSeconds(500))).isEqualTo(slowOnes(fleet, roster, 0, drift));
    }

    @Test
    void numberedNamesSortAsTheirNumbersAndGoBack() {
        Roster roster = Roster.numbered(1001);

        assertThat(roster.client(7)).isEqualTo(new ClientId("client-0007"));
        assertThat(IntStream.range(0, 1001).mapToObj(roster::client).toList()).isSorted();
        assertThat(IntStream.range(0, 1001).allMatch(i -> roster.indexOf(roster.client(i)) == i))
                .isTrue();
    }

    @Test
    void aStrangerIsNotOnTheRoster() {
        for (String name : Set.of("client-1001", "client-7", "client-00x1", "client-99999", "nobody-0001", "x")) {
            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> Roster.numbered(1001).indexOf(new ClientId(name)))
                    .withMessageContaining(name);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roster.of(List.of(new ClientId("a"))).indexOf(new ClientId("b")));
    }

    @Test
    void aListedRosterKeepsItsOrderAndRefusesTwins() {
        Roster roster = Roster.of(List.of(new ClientId("b"), new ClientId("a")));

        assertThat(roster.indexOf(new ClientId("b"))).isZero();
        assertThat(roster.client(1)).isEqualTo(new ClientId("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roster.of(List.of(new ClientId("a"), new ClientId("a"))))
                .withMessageContaining("twice");
        assertThatIllegalArgumentException().isThrownBy(() -> Roster.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Roster.numbered(0));
    }

    private static long slowOnes(Fleet fleet, Roster roster, long round, Instant at) {
        return IntStream.range(0, roster.size())
                .filter(i -> fleet.device(roster.client(i), round, at).cpuShare() == 0.25)
                .count();
    }

    private static int[] groups(Grouping grouping, int clients) {
        return IntStream.range(0, clients)
                .map(i -> grouping.groupOf(i, clients, 5))
                .toArray();
    }

    private static int[] sizes(Grouping grouping, int clients) {
        int[] sizes = new int[5];
        for (int group : groups(grouping, clients)) {
            sizes[group]++;
        }
        return sizes;
    }
}
