package io.tifl.protocol.secure;

/**
 * Whole numbers modulo a power of two, packed into 64-bit words: what is summed under masks. Arrays hold whole AES blocks,
 * so an even number of words; what lies beyond the last number is masked like all else and means nothing.
 */
public enum Ring {
    /** Modulo 2^32, two numbers to a word, the first in the low half. */
    BITS_32(32) {
        @Override
        public void add(long[] sum, int at, long[] more, int from, int count) {
            for (int i = 0; i < count; i++) {
                sum[at + i] = addLanes(sum[at + i], more[from + i]);
            }
        }

        @Override
        public void subtract(long[] sum, int at, long[] less, int from, int count) {
            for (int i = 0; i < count; i++) {
                // x - y = ~(~x + y), in each lane.
                sum[at + i] = ~addLanes(~sum[at + i], less[from + i]);
            }
        }

        @Override
        public long get(long[] words, int index) {
            return (int) (words[index >>> 1] >>> shift(index));
        }

        @Override
        public void set(long[] words, int index, long value) {
            int shift = shift(index);
            words[index >>> 1] = (words[index >>> 1] & ~(LOW_LANE << shift)) | ((value & LOW_LANE) << shift);
        }
    },
    /** Modulo 2^64, a number to a word. */
    BITS_64(64) {
        @Override
        public void add(long[] sum, int at, long[] more, int from, int count) {
            for (int i = 0; i < count; i++) {
                sum[at + i] += more[from + i];
            }
        }

        @Override
        public void subtract(long[] sum, int at, long[] less, int from, int count) {
            for (int i = 0; i < count; i++) {
                sum[at + i] -= less[from + i];
            }
        }

        @Override
        public long get(long[] words, int index) {
            return words[index];
        }

        @Override
        public void set(long[] words, int index, long value) {
            words[index] = value;
        }
    };

    private static final long LOW_LANE = 0xffffffffL;
    private static final long BELOW_TOPS = 0x7fffffff7fffffffL;

    private final int bits;

    Ring(int bits) {
        this.bits = bits;
    }

    /** @throws IllegalArgumentException unless bits is 32 or 64 */
    public static Ring ofBits(int bits) {
        return switch (bits) {
            case 32 -> BITS_32;
            case 64 -> BITS_64;
            default -> throw new IllegalArgumentException("sums are modulo 2^32 or 2^64, got " + bits + " bits");
        };
    }

    /** Bits of one number. */
    public int bits() {
        return bits;
    }

    /** How many words hold so many numbers: an even number, so that they are whole AES blocks. */
    public int words(int numbers) {
        long words = ((long) numbers * bits + Long.SIZE - 1) / Long.SIZE;
        return Math.toIntExact(words + (words & 1));
    }

    /** Adds words, number by number. */
    public abstract void add(long[] sum, int at, long[] more, int from, int count);

    /** Subtracts words, number by number. */
    public abstract void subtract(long[] sum, int at, long[] less, int from, int count);

    /** A number, read as signed. */
    public abstract long get(long[] words, int index);

    /** Sets a number, of which the low {@link #bits} count. */
    public abstract void set(long[] words, int index, long value);

    // The top bits are added without carry, so that nothing runs from one lane into the next.
    private static long addLanes(long x, long y) {
        return ((x & BELOW_TOPS) + (y & BELOW_TOPS)) ^ ((x ^ y) & ~BELOW_TOPS);
    }

    private static int shift(int index) {
        return (index & 1) * Integer.SIZE;
    }
}
