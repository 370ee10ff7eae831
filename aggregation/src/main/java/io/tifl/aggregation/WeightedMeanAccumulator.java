package io.tifl.aggregation;

import io.tifl.kernels.ExactSum;
import io.tifl.kernels.Extent;
import io.tifl.kernels.FixedPoint;
import io.tifl.kernels.codec.SummableCodec;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An exact sum and the weight that went into it. Confined to one thread. */
final class WeightedMeanAccumulator implements Accumulator {
    private static final int HEADER_BYTES = 4 * Long.BYTES + 2 * Integer.BYTES;
    private static final int UPDATES_AT = HEADER_BYTES - Integer.BYTES;

    private final Layout layout;
    private final UpdateLimits limits;
    private final PendingSum sum;
    private long totalWeight;
    private int updates;

    WeightedMeanAccumulator(Layout layout, UpdateLimits limits) {
        this.layout = layout;
        this.limits = limits;
        VectorMemory.expect(2L * Long.BYTES * layout.size());
        this.sum = new PendingSum(new ExactSum(
                layout.size(), FixedPoint.fitting(limits.maxMagnitude(), limits.maxWeight(), limits.maxUpdates())));
    }

    @Override
    public void add(Claim claim, Parameters change) {
        long weight = claim.weight();
        requireRoomFor(1);
        requireWeight(weight);
        requireLayout(change.layout());
        requireValues(change);
        sum.add(change.values(), weight);
        totalWeight += weight;
        updates++;
    }

    @Override
    public boolean addEncoded(Claim claim, UpdateCodec codec, EncodedUpdate update) throws MalformedUpdateException {
        long weight = claim.weight();
        requireRoomFor(1);
        requireWeight(weight);
        boolean added = switch (codec) {
            case SummableCodec summable -> addRows(summable, update, weight);
            case Float32Codec plain -> addFloats(plain.valuesInPlace(update, layout), weight);
            default -> false;
        };
        if (added) {
            totalWeight += weight;
            updates++;
        }
        return added;
    }

    private boolean addRows(SummableCodec codec, EncodedUpdate update, long weight) throws MalformedUpdateException {
        if (!isAllowed(codec.maxMagnitude(update, layout))) {
            return false;
        }
        codec.addTo(sum.unsettled(), List.of(update), layout, new long[] {weight});
        return true;
    }

    private boolean addFloats(Optional<MemorySegment> values, long weight) {
        if (values.isEmpty() || !isAllowed(Extent.maxMagnitude(values.get()))) {
            return false;
        }
        if (Float32Codec.stays(values.get())) {
            sum.add(values.get(), weight);
        } else {
            sum.unsettled().add(values.get(), weight);
        }
        return true;
    }

    // NaN is not within the limit either.
    private boolean isAllowed(float magnitude) {
        return magnitude <= limits.maxMagnitude();
    }

    private void requireRoomFor(int more) {
        if (more > limits.maxUpdates() - updates) {
            throw new IllegalArgumentException(
                    "at most " + limits.maxUpdates() + " updates can be summed, got " + ((long) updates + more));
        }
    }

    private void requireWeight(long weight) {
        if (weight < 1 || weight > limits.maxWeight()) {
            throw new IllegalArgumentException(
                    "weight must lie within 1 and " + limits.maxWeight() + ", got " + weight);
        }
    }

    private void requireLayout(Layout other) {
        if (!layout.equals(other)) {
            throw new IllegalArgumentException("expected layout " + layout.describe() + ", got " + other.describe());
        }
    }

    private void requireValues(Parameters change) {
        float magnitude = Extent.maxMagnitude(change.values());
        if (!Float.isFinite(magnitude)) {
            throw new IllegalArgumentException("a change must be finite, got " + magnitude);
        }
        if (magnitude > limits.maxMagnitude()) {
            throw new IllegalArgumentException(
                    "a change may reach " + limits.maxMagnitude() + " in magnitude, got " + magnitude);
        }
    }

    @Override
    public void merge(Accumulator other) {
        if (!(other instanceof WeightedMeanAccumulator that) || that == this) {
            throw new IllegalArgumentException("expected another accumulator of weighted-mean, got "
                    + (other == this ? "this one" : other.getClass().getName()));
        }
        requireLayout(that.layout);
        if (!limits.equals(that.limits)) {
            throw new IllegalArgumentException("expected " + limits + ", got " + that.limits);
        }
        requireRoomFor(that.updates);
        sum.unsettled().merge(that.sum.settled());
        totalWeight += that.totalWeight;
        updates += that.updates;
    }

    @Override
    public OptionalLong writtenBytes() {
        return OptionalLong.of(HEADER_BYTES + 2L * Long.BYTES * layout.size());
    }

    @Override
    public byte[] write() {
        long bytes = writtenBytes().orElseThrow();
        if (bytes > Layout.MAX_SIZE) {
            throw new OutOfMemoryError("a sum of " + layout.size() + " values does not fit an array");
        }
        byte[] written = new byte[(int) bytes];
        ByteBuffer.wrap(written)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(layout.fingerprint())
                .putDouble(limits.maxMagnitude())
                .putLong(limits.maxWeight())
                .putInt(limits.maxUpdates())
                .putLong(totalWeight)
                .putInt(updates);
        sum.settled().write(MemorySegment.ofArray(written).asSlice(HEADER_BYTES));
        return written;
    }

    /** How many updates a sum says that it holds, which was written here and has at least a header. */
    static int writtenUpdates(ByteBuffer written) {
        return written.slice().order(ByteOrder.LITTLE_ENDIAN).getInt(UPDATES_AT);
    }

    @Override
    public void mergeWritten(ByteBuffer written) {
        ByteBuffer header = written.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() != writtenBytes().orElseThrow()) {
            throw new IllegalArgumentException("a sum of " + layout.describe() + " is written as "
                    + writtenBytes().orElseThrow() + " bytes, got " + header.remaining());
        }
        if (header.getLong() != layout.fingerprint()) {
            throw new IllegalArgumentException("the sum belongs to another model than " + layout.describe());
        }
        UpdateLimits itsLimits = new UpdateLimits(header.getDouble(), header.getLong(), header.getInt());
        if (!limits.equals(itsLimits)) {
            throw new IllegalArgumentException("expected " + limits + ", got " + itsLimits);
        }
        long itsWeight = header.getLong();
        int itsUpdates = header.getInt();
        requireRoomFor(itsUpdates);
        if (itsUpdates < 0 || itsWeight < itsUpdates || itsWeight > limits.maxWeight() * itsUpdates) {
            throw new IllegalArgumentException(itsUpdates + " updates cannot weigh " + itsWeight);
        }
        sum.unsettled().mergeWritten(MemorySegment.ofBuffer(header));
        totalWeight += itsWeight;
        updates += itsUpdates;
    }

    @Override
    public int updates() {
        return updates;
    }

    @Override
    public Aggregate finish() {
        return new Aggregate(divided(totalWeight), totalWeight, updates);
    }

    /**
     * The weighted sum divided by something, rounded once.
     *
     * @param divisor at least 1
     * @throws IllegalStateException if nothing was added
     */
    Parameters divided(long divisor) {
        if (updates == 0) {
            throw new IllegalStateException("nothing was added, so there is no mean");
        }
        MemorySegment mean = VectorMemory.floats(layout.size());
        sum.settled().mean(divisor, mean);
        return new Parameters(layout, mean);
    }

    @Override
    public void close() {
        sum.close();
    }
}
