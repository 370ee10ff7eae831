package io.tifl.kernels.codec;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.lang.foreign.MemorySegment;

/**
 * {@code int4-entropy}: the codes of {@link Int4Codec}, entropy-coded: the same values, the same bound, fewer bytes. Most
 * changes of a model are small beside the largest of their row, so few codes take most of the bits. Stateless and
 * thread-safe.
 *
 * <p>The payload is one signed byte, the exponent of the unit; scale and bias of every row, each a 16-bit float, in the
 * order of the rows; 16 frequencies of 16 bits, which sum to 4096; and one stream of range asymmetric numeral systems
 * (Duda, "Asymmetric Numeral Systems", 2013), as described at {@link RangeCoder}. Everything is little-endian. A symbol is
 * how far a code lies above the code of zero in its row, {@code min(15, max(0, round(-bias / scale)))} with halves to
 * even, modulo 16: so that zero is one symbol in all rows.
 *
 * <p>Bound: that of {@link Int4Codec}. The seed drives the rounding, to the same values as in {@code int4}.
 */
public final class Int4EntropyCodec implements UpdateCodec {
    /** The name under which the codec travels. */
    public static final String NAME = "int4-entropy";

    private static final int MASK = 15;
    private static final int HEADER = 2 * Short.BYTES;

    /** Found by the service loader; one is as good as another. */
    public Int4EntropyCodec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedUpdate encode(Parameters change, long seed) {
        Layout layout = change.layout();
        RowPlan plan = Int4Codec.plan(layout, new Unit(0));
        MemorySegment plain = Int4Codec.payload(change, seed);
        byte[] symbols = symbols(plan, plain, layout.size());
        RangeCoder coder = RangeCoder.fitting(symbols);
        byte[] stream = coder.encode(symbols);
        MemorySegment payload = Payloads.allocate(streamAt(plan) + stream.length);
        payload.set(Payloads.BYTE, 0, plain.get(Payloads.BYTE, 0));
        long headerAt = 1;
        for (RowPlan.Row row : plan.eachRow()) {
            MemorySegment.copy(plain, row.headerAt(), payload, headerAt, HEADER);
            headerAt += HEADER;
        }
        coder.write(payload, headerAt);
        MemorySegment.copy(stream, 0, payload, Payloads.BYTE, streamAt(plan), stream.length);
        return new EncodedUpdate(NAME, layout.fingerprint(), payload);
    }

    private static byte[] symbols(RowPlan plan, MemorySegment plain, int size) {
        byte[] symbols = new byte[size];
        for (RowPlan.Row row : plan.eachRow()) {
            int zero = zeroCode(plain, row.headerAt());
            for (int i = 0; i < row.columns(); i++) {
                int code = plain.get(Payloads.BYTE, row.at() + i / 2) >>> (4 * (i % 2));
                symbols[row.from() + i] = (byte) ((code - zero) & MASK);
            }
        }
        return symbols;
    }

    @Override
    public Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        update.require(NAME, layout);
        RowPlan plan = Int4Codec.plan(layout, new Unit(0));
        Payloads.requireAtLeast(update, streamAt(plan));
        return Int4Codec.values(plain(update.payload(), plan), layout);
    }

    /** The payload that {@code int4} would have written. */
    private static MemorySegment plain(MemorySegment payload, RowPlan plan) throws MalformedUpdateException {
        MemorySegment plain = Payloads.allocate(plan.bytes());
        plain.set(Payloads.BYTE, 0, payload.get(Payloads.BYTE, 0));
        RangeCoder.Decoder decoder = RangeCoder.read(payload, tableAt(plan)).decoder(payload, streamAt(plan));
        long headerAt = 1;
        for (RowPlan.Row row : plan.eachRow()) {
            MemorySegment.copy(payload, headerAt, plain, row.headerAt(), HEADER);
            decodeRow(decoder, plain, row);
            headerAt += HEADER;
        }
        decoder.requireEnd();
        return plain;
    }

    private static void decodeRow(RangeCoder.Decoder decoder, MemorySegment plain, RowPlan.Row row)
            throws MalformedUpdateException {
        int zero = zeroCode(plain, row.headerAt());
        for (int i = 0; i < row.columns(); i += 2) {
            int codes = (decoder.next() + zero) & MASK;
            if (i + 1 < row.columns()) {
                codes |= ((decoder.next() + zero) & MASK) << 4;
            }
            plain.set(Payloads.BYTE, row.at() + i / 2, (byte) codes);
        }
    }

    private static int zeroCode(MemorySegment plain, long headerAt) {
        float scale = Float.float16ToFloat(plain.get(Payloads.SHORT, headerAt));
        float bias = Float.float16ToFloat(plain.get(Payloads.SHORT, headerAt + Short.BYTES));
        double steps = Math.rint(-bias / (double) scale);
        return steps >= MASK ? MASK : (int) Math.max(steps, 0);
    }

    private static long tableAt(RowPlan plan) {
        return 1 + (long) HEADER * plan.rows();
    }

    private static long streamAt(RowPlan plan) {
        return tableAt(plan) + RangeCoder.TABLE_BYTES;
    }
}
