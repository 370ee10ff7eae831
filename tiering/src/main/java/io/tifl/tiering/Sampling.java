package io.tifl.tiering;

import java.util.random.RandomGenerator;

/**
 * Uniform draws without replacement in O(draws), whatever the population.
 *
 * <p>A Fisher-Yates shuffle of 0 .. n-1 stopped after k steps, with only the swapped entries of the array held, in an
 * open-addressing table.
 */
final class Sampling {
    private final int[] keys;
    private final int[] values;

    private Sampling(int draws) {
        int capacity = Integer.highestOneBit(Math.max(draws, 1)) * 4;
        this.keys = new int[capacity]; // key plus one; 0 is free
        this.values = new int[capacity];
    }

    /** min(draws, population) distinct numbers of 0 .. population-1; every ordered choice is equally likely. */
    static int[] distinct(int population, int draws, RandomGenerator random) {
        int count = Math.clamp(draws, 0, population);
        Sampling swapped = new Sampling(count);
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(i, population);
            drawn[i] = swapped.get(at);
            swapped.put(at, swapped.get(i));
        }
        return drawn;
    }

    private int get(int key) {
        int slot = slot(key);
        return keys[slot] == 0 ? key : values[slot];
    }

    private void put(int key, int value) {
        int slot = slot(key);
        keys[slot] = key + 1;
        values[slot] = value;
    }

    private int slot(int key) {
        int slot = ((key * 0x9e3779b9) >>> 16) & (keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != key + 1) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }
}
