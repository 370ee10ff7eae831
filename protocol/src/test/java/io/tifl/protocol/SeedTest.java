package io.tifl.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class SeedTest {
    private static final Seed ROOT = new Seed(42);

    // Values made by a second implementation: they pin every published run.
    @Test
    void childrenKeepTheirValuesForEver() {
        assertThat(ROOT.child("train").value()).isEqualTo(0xcebaeaac60739363L);
        assertThat(ROOT.child(0).value()).isEqualTo(0xb29ed950786f5ae3L);
        assertThat(ROOT.child("train").child(7).child("client-1").value()).isEqualTo(0x485c23d519f534ddL);
        assertThat(new Seed(0).child("").value()).isEqualTo(0xf2ee2134306ff565L);
        assertThat(ROOT.child("größe").value()).isEqualTo(0xe3f3477adfec48a8L);
    }

    @Test
    void theGeneratorKeepsItsSequenceForEver() {
        RandomGenerator generator = ROOT.generator();

        assertThat(generator.nextLong()).isEqualTo(0xbdd732262feb6e95L);
        assertThat(generator.nextLong()).isEqualTo(0x28efe333b266f103L);
    }

    @Test
    void eachGeneratorStartsAnew() {
        assertThat(ROOT.generator().nextLong()).isEqualTo(ROOT.generator().nextLong());
    }

    @Test
    void aChildDoesNotDependOnWhatWasDrawnBefore() {
        Seed before = ROOT.child("a");
        ROOT.generator().nextLong();
        ROOT.child("b");

        assertThat(ROOT.child("a")).isEqualTo(before);
    }

    @Test
    void manyChildrenDoNotMeet() {
        Set<Seed> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add(ROOT.child(i)) && seen.add(ROOT.child("client-" + i)))
                    .isTrue();
        }
    }

    @Test
    void firstDrawsOfNeighboursAreUniform() {
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++) {
            counts[ROOT.child(i).generator().nextInt(10)]++;
        }

        assertThat(counts).hasSize(10);
        for (int count : counts) {
            // 10,000 expected with a standard deviation of 95.
            assertThat(count).isBetween(9_500, 10_500);
        }
    }
}
