package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A sum of changes per step, and what they are to be multiplied by. Confined to one thread. */
final class FedNovaAccumulator implements Accumulator {
    private static final String STEPS = "steps";
    private static final double MOST_STEPS = Integer.MAX_VALUE;

    /** The weight, and high and low half of the weighted steps. */
    private static final int TRAILER_BYTES = 3 * Long.BYTES;

    private final ScaledWeights scaled;
    private final UpdateLimits limits;
    private final WeightedMeanAccumulator sum;
    private BigInteger weight = BigInteger.ZERO;
    private BigInteger weightedSteps = BigInteger.ZERO;

    FedNovaAccumulator(Layout layout, UpdateLimits limits) {
        this.limits = limits;
        this.scaled = ScaledWeights.of((double) limits.maxWeight(), limits);
        this.sum = new WeightedMeanAccumulator(layout, scaled.limits());
    }

    @Override
    public Optional<String> objection(Claim claim) {
        OptionalDouble steps = claim.metrics().get(STEPS);
        if (steps.isEmpty()) {
            return Optional.of("fed-nova needs to know how many '" + STEPS + "' were taken");
        }
        double value = steps.getAsDouble();
        boolean believed = value >= 1 && value <= MOST_STEPS && value == Math.rint(value);
        return believed
                ? Optional.empty()
                : Optional.of("1 to " + Integer.MAX_VALUE + " steps are believed, got " + value);
    }

    @Override
    public void add(Claim claim, Parameters change) {
        long steps = steps(claim);
        sum.add(perStep(claim, steps), change);
        count(claim, steps);
    }

    @Override
    public boolean addEncoded(Claim claim, UpdateCodec codec, EncodedUpdate update) throws MalformedUpdateException {
        long steps = steps(claim);
        boolean added = sum.addEncoded(perStep(claim, steps), codec, update);
        if (added) {
            count(claim, steps);
        }
        return added;
    }

    private long steps(Claim claim) {
        Optional<String> objection = objection(claim);
        if (objection.isPresent()) {
            throw new IllegalArgumentException(objection.get());
        }
        if (claim.weight() < 1 || claim.weight() > limits.maxWeight()) {
            throw new IllegalArgumentException(
                    "weight must lie within 1 and " + limits.maxWeight() + ", got " + claim.weight());
        }
        return (long) claim.metrics().get(STEPS).orElseThrow();
    }

    private Claim perStep(Claim claim, long steps) {
        return claim.withWeight(scaled.whole((double) claim.weight() / steps));
    }

    private void count(Claim claim, long steps) {
        BigInteger examples = BigInteger.valueOf(claim.weight());
        weight = weight.add(examples);
        weightedSteps = weightedSteps.add(examples.multiply(BigInteger.valueOf(steps)));
    }

    @Override
    public void merge(Accumulator other) {
        if (!(other instanceof FedNovaAccumulator that) || that == this) {
            throw new IllegalArgumentException("expected another accumulator of fed-nova, got "
                    + (other == this ? "this one" : other.getClass().getName()));
        }
        sum.merge(that.sum);
        weight = weight.add(that.weight);
        weightedSteps = weightedSteps.add(that.weightedSteps);
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
                .putLong(weight.longValueExact())
                .putLong(weightedSteps.shiftRight(Long.SIZE).longValueExact())
                .putLong(weightedSteps.longValue());
        return written;
    }

    @Override
    public void mergeWritten(ByteBuffer written) {
        long head = sum.writtenBytes().orElseThrow();
        if (written.remaining() != head + TRAILER_BYTES) {
            throw new IllegalArgumentException(
                    "a sum of fed-nova is written as " + (head + TRAILER_BYTES) + " bytes, got " + written.remaining());
        }
        ByteBuffer trailer =
                written.slice(written.position() + (int) head, TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        BigInteger itsWeight = BigInteger.valueOf(trailer.getLong());
        BigInteger itsSteps = BigInteger.valueOf(trailer.getLong())
                .shiftLeft(Long.SIZE)
                .add(new BigInteger(Long.toUnsignedString(trailer.getLong())));
        int itsUpdates = WeightedMeanAccumulator.writtenUpdates(written);
        BigInteger most = BigInteger.valueOf(limits.maxWeight()).multiply(BigInteger.valueOf(Math.max(0, itsUpdates)));
        boolean weighs = itsWeight.compareTo(BigInteger.valueOf(itsUpdates)) >= 0 && itsWeight.compareTo(most) <= 0;
        boolean stepped = itsSteps.compareTo(itsWeight) >= 0
                && itsSteps.compareTo(itsWeight.multiply(BigInteger.valueOf(Integer.MAX_VALUE))) <= 0;
        if (!weighs || !stepped) {
            throw new IllegalArgumentException(
                    itsUpdates + " updates cannot weigh " + itsWeight + " with " + itsSteps + " weighted steps");
        }
        sum.mergeWritten(written.slice(written.position(), (int) head));
        weight = weight.add(itsWeight);
        weightedSteps = weightedSteps.add(itsSteps);
    }

    @Override
    public int updates() {
        return sum.updates();
    }

    @Override
    public Aggregate finish() {
        if (sum.updates() == 0) {
            throw new IllegalStateException("nothing was added, so there is no mean");
        }
        // The sum holds weight * change / steps; what it is divided by holds the mean number of steps.
        BigDecimal square = new BigDecimal(weight.multiply(weight).shiftLeft(scaled.exponent()));
        long divisor = square.divide(new BigDecimal(weightedSteps), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
        return new Aggregate(sum.divided(Math.max(1, divisor)), weight.longValueExact(), sum.updates());
    }

    @Override
    public void close() {
        sum.close();
    }
}
