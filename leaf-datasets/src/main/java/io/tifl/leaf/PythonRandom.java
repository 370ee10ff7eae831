package io.tifl.leaf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Python's {@code random.Random}, as far as LEAF's scripts use it: the same seed draws the same values. Confined to one thread. */
public final class PythonRandom {
    private final MersenneTwister twister;

    /** {@code random.Random(seed)}. */
    public PythonRandom(long seed) {
        long size = Math.absExact(seed);
        int high = (int) (size >>> 32);
        this.twister = high == 0 ? MersenneTwister.ofWords((int) size) : MersenneTwister.ofWords((int) size, high);
    }

    /** The next {@code bits} random bits, 1 to 32, as an unsigned number. */
    long bits(int bits) {
        return (twister.next32() >>> (32 - bits)) & 0xffffffffL;
    }

    double nextDouble() {
        return twister.nextDouble();
    }

    /** A number from 0 to {@code bound - 1}; {@code bound} at least 1. */
    int below(int bound) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
        long drawn = bits(bits);
        while (drawn >= bound) {
            drawn = bits(bits);
        }
        return (int) drawn;
    }

    /** The elements in a new order. */
    public <T> List<T> shuffled(List<T> elements) {
        List<T> result = new ArrayList<>(elements);
        for (int i = result.size() - 1; i > 0; i--) {
            int j = below(i + 1);
            T swapped = result.get(i);
            result.set(i, result.get(j));
            result.set(j, swapped);
        }
        return result;
    }

    /** {@code count} different numbers of 0 to {@code population - 1}, in the order drawn: {@code sample(range(population), count)}. */
    public int[] sample(int population, int count) {
        if (count < 0 || count > population) {
            throw new IllegalArgumentException("cannot draw " + count + " of " + population);
        }
        return population <= largestPool(count)
                ? sampleFromPool(population, count)
                : sampleByRejection(population, count);
    }

    // Python takes the cheaper of a list of all elements and a set of the drawn ones; the streams differ, so the limit
    // counts.
    private static long largestPool(int count) {
        if (count <= 5) {
            return 21;
        }
        long power = 1;
        while (power < 3L * count) {
            power *= 4;
        }
        return 21 + power;
    }

    private int[] sampleFromPool(int population, int count) {
        int[] pool = new int[population];
        for (int i = 0; i < population; i++) {
            pool[i] = i;
        }
        int[] result = new int[count];
        for (int i = 0; i < count; i++) {
            int j = below(population - i);
            result[i] = pool[j];
            pool[j] = pool[population - i - 1];
        }
        return result;
    }

    private int[] sampleByRejection(int population, int count) {
        Set<Integer> drawn = HashSet.newHashSet(count);
        int[] result = new int[count];
        for (int i = 0; i < count; i++) {
            int j = below(population);
            while (!drawn.add(j)) {
                j = below(population);
            }
            result[i] = j;
        }
        return result;
    }
}
