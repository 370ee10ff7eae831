package io.tifl.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ConflictsTest {
    @RepeatedTest(60)
    void searchFindsWhatLookingAtAllSetsFinds(RepetitionInfo repetition) {
        RandomGenerator chance = new Seed(repetition.getCurrentRepetition()).generator();
        int size = chance.nextInt(2, 13);
        double share = chance.nextDouble();
        boolean[][] apart = new boolean[size][size];
        Conflicts conflicts = new Conflicts(size);
        for (int one = 0; one < size; one++) {
            for (int other = 0; other < one; other++) {
                if (chance.nextDouble() < share) {
                    apart[one][other] = true;
                    conflicts.add(one, other);
                }
            }
        }

        for (int count = 1; count <= size; count++) {
            Optional<int[]> first = first(apart, count);
            assertThat(conflicts.coverable(size - count)).isEqualTo(first.isPresent());
            if (first.isPresent()) {
                assertThat(conflicts.firstLeft(count)).containsExactly(first.get());
            } else {
                int wanted = count;
                assertThatIllegalStateException().isThrownBy(() -> conflicts.firstLeft(wanted));
            }
        }
    }

    /** The first in the order of words, by looking at all. */
    private static Optional<int[]> first(boolean[][] apart, int count) {
        int size = apart.length;
        return IntStream.range(0, 1 << size)
                .filter(set -> Integer.bitCount(set) == count)
                .mapToObj(set -> IntStream.range(0, size)
                        .filter(i -> (set >> i & 1) == 1)
                        .toArray())
                .filter(set ->
                        IntStream.of(set).allMatch(one -> IntStream.of(set).noneMatch(other -> apart[one][other])))
                .min(Arrays::compare);
    }

    @Test
    void longRingsArePaths() {
        Conflicts ring = new Conflicts(101);
        IntStream.range(0, 101).forEach(i -> ring.add(i, (i + 1) % 101));

        assertThat(ring.coverable(50)).isFalse();
        assertThat(ring.coverable(51)).isTrue();
    }
}
