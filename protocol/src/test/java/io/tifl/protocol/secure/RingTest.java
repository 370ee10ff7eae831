package io.tifl.protocol.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RingTest {
    @ParameterizedTest
    @EnumSource
    void numbersAreAddedAndSubtractedEachForItself(Ring ring) {
        RandomGenerator chance = new Seed(1).generator();
        int count = 1001;
        long[] left = new long[ring.words(count)];
        long[] right = new long[ring.words(count)];
        long[] expected = new long[count];
        for (int i = 0; i < count; i++) {
            long a = extreme(chance);
            long b = extreme(chance);
            ring.set(left, i, a);
            ring.set(right, i, b);
            expected[i] = ring == Ring.BITS_32 ? (int) (a + b) : a + b;
        }

        ring.add(left, 0, right, 0, left.length);

        for (int i = 0; i < count; i++) {
            assertThat(ring.get(left, i)).isEqualTo(expected[i]);
        }
        long[] sum = left.clone();
        ring.subtract(left, 0, right, 0, left.length);
        ring.add(left, 0, right, 0, left.length);
        assertThat(left).isEqualTo(sum);
    }

    private static long extreme(RandomGenerator chance) {
        return switch (chance.nextInt(6)) {
            case 0 -> -1;
            case 1 -> Integer.MIN_VALUE;
            case 2 -> Integer.MAX_VALUE;
            case 3 -> Long.MIN_VALUE;
            case 4 -> 0;
            default -> chance.nextLong();
        };
    }

    @ParameterizedTest
    @EnumSource
    void aMaskAndItsInverseLeaveNothingInWhateverStretchesTheyAreApplied(Ring ring) throws Exception {
        AgreementKey one = AgreementKey.fresh(new SeededRandom(1));
        AgreementKey other = AgreementKey.fresh(new SeededRandom(2));
        byte[] session = new byte[32];
        long[] words = new long[10_000];
        for (int i = 0; i < words.length; i++) {
            words[i] = i * 0x9e3779b97f4a7c15L;
        }
        long[] before = words.clone();

        Mask.ofPair(one, other.publicKey(), session, true).apply(ring, words, 0, words.length);
        assertThat(words).isNotEqualTo(before);
        Mask theirs = Mask.ofPair(other, one.publicKey(), session, false);
        theirs.apply(ring, words, 0, 2);
        theirs.apply(ring, words, 2, 5000);
        theirs.apply(ring, words, 5000, words.length);

        assertThat(words).isEqualTo(before);
    }
}
