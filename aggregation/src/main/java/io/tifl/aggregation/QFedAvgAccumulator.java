package io.tifl.aggregation;

import io.tifl.kernels.Extent;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A sum of changes weighted by losses, and what it is divided by. Confined to one thread. */
final class QFedAvgAccumulator implements Accumulator {
    private static final String LOSS = "start-loss";
    private static final double LEAST_LOSS = 1e-10;

    /** The three settings, divisor and weight. */
    private static final int TRAILER_BYTES = 5 * Long.BYTES;

    private final double q;
    private final double lipschitz;
    private final double largestLoss;
    private final ScaledWeights scaled;
    private final long mostDivisor;
    private final WeightedMeanAccumulator sum;
    private long divisor;
    private long weight;

    QFedAvgAccumulator(Layout layout, UpdateLimits limits, double q, double lipschitz, double largestLoss) {
        this.q = q;
        this.lipschitz = lipschitz;
        this.largestLoss = largestLoss;
        this.scaled = ScaledWeights.of(Math.max(1, StrictMath.pow(largestLoss, q)), limits);
        this.mostDivisor = Long.MAX_VALUE / limits.maxUpdates();
        this.sum = new WeightedMeanAccumulator(layout, scaled.limits());
    }

    @Override
    public Optional<String> objection(Claim claim) {
        OptionalDouble loss = claim.metrics().get(LOSS);
        if (loss.isEmpty()) {
            return Optional.of("q-fed-avg needs to know the '" + LOSS + "'");
        }
        double value = loss.getAsDouble();
        boolean believed = value >= 0 && value <= largestLoss;
        return believed
                ? Optional.empty()
                : Optional.of("losses of 0 to " + largestLoss + " are believed, got " + value);
    }

    @Override
    public void add(Claim claim, Parameters change) {
        Optional<String> objection = objection(claim);
        if (objection.isPresent()) {
            throw new IllegalArgumentException(objection.get());
        }
        double loss = Math.max(LEAST_LOSS, claim.metrics().get(LOSS).orElseThrow());
        // StrictMath: the same bits on every machine.
        double share = StrictMath.pow(loss, q);
        double norm = Extent.of(change.values()).squaredNorm();
        double below = q * StrictMath.pow(loss, q - 1) * lipschitz * norm + share;
        sum.add(claim.withWeight(scaled.whole(share)), change);
        divisor += Math.clamp(Math.round(Math.scalb(below, scaled.exponent())), 1, mostDivisor);
        weight += claim.weight();
    }

    @Override
    public void merge(Accumulator other) {
        if (!(other instanceof QFedAvgAccumulator that) || that == this) {
            throw new IllegalArgumentException("expected another accumulator of q-fed-avg, got "
                    + (other == this ? "this one" : other.getClass().getName()));
        }
        if (q != that.q || lipschitz != that.lipschitz || largestLoss != that.largestLoss) {
            throw new IllegalArgumentException("only sums of q-fed-avg with the same settings merge");
        }
        sum.merge(that.sum);
        divisor += that.divisor;
        weight += that.weight;
    }

    @Override
    public OptionalLong writtenBytes() {
        return OptionalLong.of(sum.writtenBytes().orElseThrow() + TRAILER_BYTES);
    }

    @Override
    public byte[] write() {
        byte[] summed = sum.write();
        byte[] written = Arrays.copyOf(summed, Math.addExact(summed.length, TRAILER_BYTES));
        ByteBuffer.wrap(written, summed.length, TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(q)
                .putDouble(lipschitz)
                .putDouble(largestLoss)
                .putLong(divisor)
                .putLong(weight);
        return written;
    }

    @Override
    public void mergeWritten(ByteBuffer written) {
        long head = sum.writtenBytes().orElseThrow();
        if (written.remaining() != head + TRAILER_BYTES) {
            throw new IllegalArgumentException("a sum of q-fed-avg is written as " + (head + TRAILER_BYTES)
                    + " bytes, got " + written.remaining());
        }
        ByteBuffer trailer =
                written.slice(written.position() + (int) head, TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (trailer.getDouble() != q || trailer.getDouble() != lipschitz || trailer.getDouble() != largestLoss) {
            throw new IllegalArgumentException("only sums of q-fed-avg with the same settings merge");
        }
        int itsUpdates = WeightedMeanAccumulator.writtenUpdates(written);
        long itsDivisor = trailer.getLong();
        long itsWeight = trailer.getLong();
        boolean divides = itsDivisor >= itsUpdates && itsDivisor / mostDivisor <= itsUpdates;
        if (!divides || itsWeight < itsUpdates) {
            throw new IllegalArgumentException(
                    itsUpdates + " updates cannot weigh " + itsWeight + " and be divided by " + itsDivisor);
        }
        sum.mergeWritten(written.slice(written.position(), (int) head));
        divisor += itsDivisor;
        weight += itsWeight;
    }

    @Override
    public int updates() {
        return sum.updates();
    }

    @Override
    public Aggregate finish() {
        return new Aggregate(sum.divided(divisor), weight, sum.updates());
    }

    @Override
    public void close() {
        sum.close();
    }
}
