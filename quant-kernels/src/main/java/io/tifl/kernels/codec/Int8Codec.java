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
 * {@code int8}: eight bits a value, rounded to the nearest of 256 steps between the least and the largest of its row.
 * Stateless and thread-safe.
 *
 * <p>Every tensor is cut into rows of 512 values, the last one shorter; a row is written as FBGEMM's fused 8-bit row: the
 * codes, then scale and bias as 32-bit floats. Large tensors take 25.4 % of {@code float32}'s bytes.
 *
 * <p>Bound: a value is off by at most {@code (max - min) / 510 + 1e-8} of its row, apart from the rounding of floats
 * ({@code max(|min|, |max|) * 2^-22}). The seed is not used.
 */
public final class Int8Codec implements SummableCodec, RangeCodec {
    /** The name under which the codec travels. */
    public static final String NAME = "int8";

    static final int ROW = 512;
    private static final int BITS = 8;

    /** Found by the service loader; one is as good as another. */
    public Int8Codec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedUpdate encode(Parameters change, long seed) {
        RowPlan plan = plan(change.layout());
        MemorySegment payload = Payloads.allocate(plan.bytes());
        for (RowPlan.Piece piece : plan.pieces()) {
            piece.format().quantize(piece.valuesOf(change.values()), piece.of(payload));
        }
        return new EncodedUpdate(NAME, change.layout().fingerprint(), payload);
    }

    @Override
    public Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        return plan(update, layout).decode(update.payload());
    }

    @Override
    public Ranges ranges(Layout layout) {
        RowPlan plan = plan(layout);
        return (update, from, into) -> {
            requireFit(plan, update, layout);
            plan.decode(update.payload(), 1, from, into);
        };
    }

    @Override
    public float maxMagnitude(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        return plan(update, layout).maxMagnitude(update.payload());
    }

    @Override
    public void addTo(ExactSum sum, List<EncodedUpdate> updates, Layout layout, long[] weights)
            throws MalformedUpdateException {
        List<MemorySegment> payloads = new ArrayList<>();
        for (EncodedUpdate update : updates) {
            RowPlan _ = plan(update, layout);
            payloads.add(update.payload());
        }
        plan(layout).addTo(sum, payloads, weights);
    }

    private static RowPlan plan(Layout layout) {
        return new RowPlan(layout, BITS, ROW, 1, 0);
    }

    private static RowPlan plan(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        RowPlan plan = plan(layout);
        requireFit(plan, update, layout);
        return plan;
    }

    private static void requireFit(RowPlan plan, EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        update.require(NAME, layout);
        update.requireBytes(plan.bytes());
    }
}
