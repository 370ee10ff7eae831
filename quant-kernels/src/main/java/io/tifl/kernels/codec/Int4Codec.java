package io.tifl.kernels.codec;

import io.tifl.kernels.ExactSum;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.RangeCodec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code int4}: four bits a value, rounded to one of the two nearest of 16 steps, by chance and right on average, as in
 * QSGD (Alistarh et al., 2017). The mean over many clients is thus better than any single update. Stateless and
 * thread-safe.
 *
 * <p>The payload is one signed byte, the exponent of the update's unit, a power of two; then every tensor in rows of 256
 * values, the last one shorter, each written as FBGEMM's fused 4-bit row: two codes a byte, the first in the lower half,
 * then scale and bias as 16-bit floats, in units. Scale and bias are rounded outwards, so that no value lies outside.
 * Large tensors take 12.9 % of {@code float32}'s bytes.
 *
 * <p>Bound: a value is off by at most the row's scale, which is at most {@code (max - min) / 15 * 1.001 +
 * largest * 2^-13}, {@code largest} being the largest magnitude of the whole update. The seed drives the rounding.
 */
public final class Int4Codec implements SummableCodec, RangeCodec {
    /** The name under which the codec travels. */
    public static final String NAME = "int4";

    static final int ROW = 256;
    private static final int BITS = 4;
    private static final int EXPONENT_BYTES = 1;

    /** Found by the service loader; one is as good as another. */
    public Int4Codec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedUpdate encode(Parameters change, long seed) {
        return new EncodedUpdate(NAME, change.layout().fingerprint(), payload(change, seed));
    }

    @Override
    public Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        return plan(update, layout).decode(update.payload());
    }

    @Override
    public Ranges ranges(Layout layout) {
        RowPlan plan = plan(layout, new Unit(0));
        return (update, from, into) -> {
            Unit unit = unit(plan, update, layout);
            plan.decode(update.payload(), unit.value(), from, into);
        };
    }

    @Override
    public float maxMagnitude(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        return plan(update, layout).maxMagnitude(update.payload());
    }

    /** Each by itself: updates have units of their own. */
    @Override
    public void addTo(ExactSum sum, List<EncodedUpdate> updates, Layout layout, long[] weights)
            throws MalformedUpdateException {
        List<RowPlan> plans = new ArrayList<>();
        for (EncodedUpdate update : updates) {
            plans.add(plan(update, layout));
        }
        for (int i = 0; i < weights.length; i++) {
            plans.get(i).addTo(sum, List.of(updates.get(i).payload()), new long[] {weights[i]});
        }
    }

    private static RowPlan plan(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        return plan(layout, unit(plan(layout, new Unit(0)), update, layout));
    }

    private static Unit unit(RowPlan plan, EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        update.require(NAME, layout);
        update.requireBytes(plan.bytes());
        return Unit.read(update.payload().get(Payloads.BYTE, 0));
    }

    static RowPlan plan(Layout layout, Unit unit) {
        return new RowPlan(layout, BITS, ROW, unit.value(), EXPONENT_BYTES);
    }

    static MemorySegment payload(Parameters change, long seed) {
        Unit unit = Unit.of(change);
        RowPlan plan = plan(change.layout(), unit);
        MemorySegment payload = Payloads.allocate(plan.bytes());
        payload.set(Payloads.BYTE, 0, (byte) unit.exponent());
        for (RowPlan.Piece piece : plan.pieces()) {
            piece.format().quantizeStochastic(piece.valuesOf(change.values()), piece.of(payload), seed, piece.from());
        }
        return payload;
    }

    /** Reads a payload of the right length. */
    static Parameters values(MemorySegment payload, Layout layout) throws MalformedUpdateException {
        return plan(layout, Unit.read(payload.get(Payloads.BYTE, 0))).decode(payload);
    }
}
