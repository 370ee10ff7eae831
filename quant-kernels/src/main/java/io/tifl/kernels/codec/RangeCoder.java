package io.tifl.kernels.codec;

import io.tifl.protocol.codec.MalformedUpdateException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A coder of symbols 0 to 15 by range asymmetric numeral systems (Duda, "Asymmetric Numeral Systems", 2013): a symbol of
 * frequency {@code f} of 4096 takes {@code log2(4096 / f)} bits. Immutable.
 *
 * <p>The state {@code x} lies within 2^23 and 2^31. The decoder starts with the four bytes of {@code x}, little-endian; a
 * symbol is the one whose share of the frequencies holds {@code x mod 4096}, and the next state is {@code f * (x / 4096) +
 * x mod 4096 - start} with {@code start} the sum of the frequencies of smaller symbols; while that lies below 2^23, it is
 * multiplied by 256 and the next byte added. The encoder takes the same steps backwards from {@code x = 2^23}, so a stream
 * must end, after the last symbol, with just this state and no byte left.
 */
final class RangeCoder {
    /** Bytes of the table: 16 frequencies of two bytes each. */
    static final int TABLE_BYTES = 16 * Short.BYTES;

    private static final int SYMBOLS = 16;
    private static final int TOTAL_BITS = 12;
    private static final int TOTAL = 1 << TOTAL_BITS;
    private static final long LEAST = 1L << 23;

    private final int[] frequencies;
    private final int[] starts = new int[SYMBOLS];
    private final byte[] symbolOf = new byte[TOTAL];

    private RangeCoder(int[] frequencies) {
        this.frequencies = frequencies;
        int start = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            starts[symbol] = start;
            Arrays.fill(symbolOf, start, start + frequencies[symbol], (byte) symbol);
            start += frequencies[symbol];
        }
    }

    /** A coder whose frequencies are those of the symbols, at least 1 for each that occurs; there is at least one. */
    static RangeCoder fitting(byte[] symbols) {
        int[] counts = new int[SYMBOLS];
        for (byte symbol : symbols) {
            counts[symbol]++;
        }
        int[] frequencies = new int[SYMBOLS];
        int commonest = 0;
        int left = TOTAL;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            int share = (int) ((long) counts[symbol] * TOTAL / symbols.length);
            frequencies[symbol] = counts[symbol] == 0 ? 0 : Math.max(1, share);
            left -= frequencies[symbol];
            commonest = counts[symbol] > counts[commonest] ? symbol : commonest;
        }
        // Rounding leaves some, or takes up to 15 too many from one that has at least 256.
        frequencies[commonest] += left;
        return new RangeCoder(frequencies);
    }

    /** Reads a table. */
    static RangeCoder read(MemorySegment payload, long at) throws MalformedUpdateException {
        int[] frequencies = new int[SYMBOLS];
        int total = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            frequencies[symbol] = payload.get(Payloads.SHORT, at + (long) Short.BYTES * symbol) & 0xffff;
            total += frequencies[symbol];
        }
        if (total != TOTAL) {
            throw new MalformedUpdateException("frequencies sum to " + TOTAL + ", got " + total);
        }
        return new RangeCoder(frequencies);
    }

    void write(MemorySegment payload, long at) {
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            payload.set(Payloads.SHORT, at + (long) Short.BYTES * symbol, (short) frequencies[symbol]);
        }
    }

    /** Encodes symbols that all have a frequency. */
    byte[] encode(byte[] symbols) {
        byte[] backwards = new byte[symbols.length / 2 + 2 * Integer.BYTES];
        int length = 0;
        long state = LEAST;
        for (int i = symbols.length - 1; i >= 0; i--) {
            int frequency = frequencies[symbols[i]];
            if (length + 2 * Integer.BYTES > backwards.length) {
                backwards = Arrays.copyOf(backwards, 2 * backwards.length);
            }
            while (state >= ((LEAST >>> TOTAL_BITS) << Byte.SIZE) * frequency) {
                backwards[length++] = (byte) state;
                state >>>= Byte.SIZE;
            }
            state = ((state / frequency) << TOTAL_BITS) + state % frequency + starts[symbols[i]];
        }
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            backwards[length++] = (byte) (state >>> shift);
        }
        return reversed(backwards, length);
    }

    private static byte[] reversed(byte[] bytes, int length) {
        byte[] reversed = new byte[length];
        for (int i = 0; i < length; i++) {
            reversed[i] = bytes[length - 1 - i];
        }
        return reversed;
    }

    /** A decoder of the stream that begins there and ends with the payload. */
    Decoder decoder(MemorySegment payload, long at) throws MalformedUpdateException {
        return new Decoder(payload, at);
    }

    /** Reads symbols one by one. Confined to one thread. */
    final class Decoder {
        private final MemorySegment payload;
        private long at;
        private long state;

        private Decoder(MemorySegment payload, long start) throws MalformedUpdateException {
            this.payload = payload;
            if (payload.byteSize() < start + Integer.BYTES) {
                throw new MalformedUpdateException("the payload ends before its codes");
            }
            this.state = payload.get(Payloads.INT, start) & 0xffffffffL;
            this.at = start + Integer.BYTES;
            if (state < LEAST || state >= LEAST << Byte.SIZE) {
                throw new MalformedUpdateException("no coder stops in state " + state);
            }
        }

        int next() throws MalformedUpdateException {
            int slot = (int) state & (TOTAL - 1);
            int symbol = symbolOf[slot];
            state = frequencies[symbol] * (state >>> TOTAL_BITS) + slot - starts[symbol];
            while (state < LEAST) {
                if (at == payload.byteSize()) {
                    throw new MalformedUpdateException("the payload ends within its codes");
                }
                state = (state << Byte.SIZE) | (payload.get(Payloads.BYTE, at++) & 0xff);
            }
            return symbol;
        }

        void requireEnd() throws MalformedUpdateException {
            if (at != payload.byteSize() || state != LEAST) {
                throw new MalformedUpdateException("the codes do not end with the payload");
            }
        }
    }
}
