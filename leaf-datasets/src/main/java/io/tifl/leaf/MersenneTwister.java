package io.tifl.leaf;

/**
 * MT19937 of Matsumoto and Nishimura (1998), the source of chance in both Python and NumPy.
 *
 * <p>LEAF's data are defined by what those two draw, so their streams are reproduced here bit for bit. Confined to one
 * thread.
 */
final class MersenneTwister {
    private static final int N = 624;
    private static final int M = 397;

    private final int[] state = new int[N];
    private int next = N;

    private MersenneTwister() {}

    /** Seeded with one word, as {@code init_genrand}. */
    static MersenneTwister ofWord(int seed) {
        MersenneTwister twister = new MersenneTwister();
        twister.fill(seed);
        return twister;
    }

    /** Seeded with at least one word, as {@code init_by_array}. */
    static MersenneTwister ofWords(int... key) {
        MersenneTwister twister = new MersenneTwister();
        twister.fill(19_650_218);
        twister.mixIn(key);
        return twister;
    }

    private void fill(int seed) {
        state[0] = seed;
        for (int i = 1; i < N; i++) {
            state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    private void mixIn(int[] key) {
        int i = 1;
        int j = 0;
        for (int k = Math.max(N, key.length); k > 0; k--) {
            state[i] = (state[i] ^ (predecessor(i) * 1_664_525)) + key[j] + j;
            i = following(i);
            j = (j + 1) % key.length;
        }
        for (int k = N - 1; k > 0; k--) {
            state[i] = (state[i] ^ (predecessor(i) * 1_566_083_941)) - i;
            i = following(i);
        }
        state[0] = 0x80000000;
    }

    private int predecessor(int i) {
        return state[i - 1] ^ (state[i - 1] >>> 30);
    }

    private int following(int i) {
        if (i + 1 < N) {
            return i + 1;
        }
        state[0] = state[N - 1];
        return 1;
    }

    /** The next 32 bits. */
    int next32() {
        if (next == N) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    /** The next double in [0, 1), with 53 random bits. */
    double nextDouble() {
        int high = next32() >>> 5;
        int low = next32() >>> 6;
        return (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
    }

    private void twist() {
        for (int i = 0; i < N; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
            state[i] = state[(i + M) % N] ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
        }
        next = 0;
    }
}
