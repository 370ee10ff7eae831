package io.tifl.protocol.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.Seed;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SecretSharesTest {
    private final SecureRandom random = new SeededRandom(1);

    @Test
    void everyThresholdOfSharesGivesTheSecret() {
        RandomGenerator chance = new Seed(2).generator();
        for (int trial = 0; trial < 200; trial++) {
            int count = chance.nextInt(1, 40);
            int threshold = chance.nextInt(1, count + 1);
            byte[] secret = new byte[32];
            chance.nextBytes(secret);
            int[] holders = distinct(count, chance);

            byte[][] shares = SecretShares.split(secret, threshold, holders, random);

            int[] some = IntStream.range(0, count).toArray();
            shuffle(some, chance);
            int[] at = Arrays.stream(some).limit(threshold).map(i -> holders[i]).toArray();
            byte[][] theirs = Arrays.stream(some)
                    .limit(threshold)
                    .mapToObj(i -> shares[i])
                    .toArray(byte[][]::new);
            assertThat(SecretShares.combine(at, theirs)).isEqualTo(secret);
        }
    }

    private static int[] distinct(int count, RandomGenerator chance) {
        Set<Integer> holders = new HashSet<>();
        while (holders.size() < count) {
            holders.add(chance.nextInt(1, 1 << 16));
        }
        return holders.stream().mapToInt(holder -> holder).toArray();
    }

    private static void shuffle(int[] values, RandomGenerator chance) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = chance.nextInt(i + 1);
            int kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }

    /** With one share fewer than needed, every secret is as possible as any other: some last share leads to each. */
    @Test
    void fewerSharesFitEverySecret() {
        byte[] secret = {1, 2};
        int[] holders = {3, 5, 9};
        byte[][] shares = SecretShares.split(secret, 3, holders, random);
        Set<Integer> possible = new HashSet<>();

        for (int last = 0; last < 1 << 16; last++) {
            byte[] share = {(byte) last, (byte) (last >>> 8)};
            byte[] found = SecretShares.combine(holders, new byte[][] {shares[0], shares[1], share});
            possible.add((found[0] & 0xff) | (found[1] & 0xff) << 8);
        }

        assertThat(possible).hasSize(1 << 16);
    }

    @Test
    void productsFormAField() {
        RandomGenerator chance = new Seed(3).generator();
        for (int trial = 0; trial < 10_000; trial++) {
            int a = chance.nextInt(1, 1 << 16);
            int b = chance.nextInt(1 << 16);
            int c = chance.nextInt(1 << 16);

            assertThat(SecretShares.multiply(a, SecretShares.inverse(a))).isEqualTo(1);
            assertThat(SecretShares.multiply(a, b)).isEqualTo(SecretShares.multiply(b, a));
            assertThat(SecretShares.multiply(a, b ^ c))
                    .isEqualTo(SecretShares.multiply(a, b) ^ SecretShares.multiply(a, c));
            assertThat(SecretShares.multiply(SecretShares.multiply(a, b), c))
                    .isEqualTo(SecretShares.multiply(a, SecretShares.multiply(b, c)));
        }
    }

    @Test
    void aHolderComesOnceAndIsNeverTheSecretItself() {
        byte[] secret = new byte[32];

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretShares.split(secret, 2, new int[] {1, 1}, random))
                .withMessageContaining("distinct");
        assertThatIllegalArgumentException().isThrownBy(() -> SecretShares.split(secret, 2, new int[] {0, 1}, random));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretShares.split(secret, 3, new int[] {1, 2}, random))
                .withMessageContaining("threshold");
    }
}
