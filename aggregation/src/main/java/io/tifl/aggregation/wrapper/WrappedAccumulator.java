package io.tifl.aggregation.wrapper;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.wrapper.Wrapper.Noise;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Caps, discounts and clips what it adds to another accumulator, and adds noise to what comes of it. Confined to one thread. */
final class WrappedAccumulator implements Accumulator {
    /** Of the noise's deviation: what is shown is a multiple of it, so that rounding tells nothing of the sum. */
    private static final int GRID_BITS = 20;

    private final Accumulator inner;
    private final Layout layout;
    private final long weightCap;
    private final Clipping clipping;
    private final Optional<Noise> noise;
    private final NoiseSource source;
    private final Optional<TreeNoise> tree;
    private int within;

    WrappedAccumulator(
            Accumulator inner,
            Layout layout,
            long weightCap,
            Clipping clipping,
            Optional<Noise> noise,
            NoiseSource source,
            Optional<TreeNoise> tree) {
        this.inner = inner;
        this.layout = layout;
        this.weightCap = weightCap;
        this.clipping = clipping;
        this.noise = noise;
        this.source = source;
        this.tree = tree;
    }

    private Claim capped(Claim claim) {
        return claim.weight() > weightCap ? claim.withWeight(weightCap) : claim;
    }

    @Override
    public void add(Claim claim, Parameters change) {
        if (!change.layout().equals(layout)) {
            throw new IllegalArgumentException("expected layout " + layout.describe() + ", got "
                    + change.layout().describe());
        }
        Parameters discounted = claim.discount() < 1 ? change.times(claim.discount()) : change;
        Parameters clipped =
                clipping.norm() < Double.POSITIVE_INFINITY ? discounted.clipped(clipping.norm()) : discounted;
        inner.add(capped(claim), clipped);
        within += isSame(clipped, discounted) ? 1 : 0;
    }

    @SuppressWarnings("ReferenceEquality") // what is short enough stays as it is
    private static boolean isSame(Parameters clipped, Parameters change) {
        return clipped == change;
    }

    @Override
    public boolean addEncoded(Claim claim, UpdateCodec codec, EncodedUpdate update) throws MalformedUpdateException {
        // Whoever clips has to look at the values, and whoever discounts changes them.
        return claim.discount() == 1
                && clipping.norm() == Double.POSITIVE_INFINITY
                && inner.addEncoded(capped(claim), codec, update);
    }

    @Override
    public Optional<String> objection(Claim claim) {
        return inner.objection(capped(claim));
    }

    @Override
    public void merge(Accumulator other) {
        if (!(other instanceof WrappedAccumulator that)
                || that.weightCap != weightCap
                || !that.clipping.equals(clipping)
                || !that.noise.equals(noise)) {
            throw new IllegalArgumentException("expected another accumulator with the same wrappers, got "
                    + other.getClass().getName());
        }
        inner.merge(that.inner);
        within += that.within;
    }

    @Override
    public int updates() {
        return inner.updates();
    }

    @Override
    public boolean suffices() {
        return inner.suffices();
    }

    @Override
    public Aggregate finish() {
        Aggregate plain = inner.finish();
        if (noise.isEmpty()) {
            OptimizerState memory = clipping.remember(plain.memory(), within, plain.updates(), plain.updates(), source);
            return new Aggregate(plain.change(), plain.totalWeight(), plain.updates(), memory);
        }
        int clients = noise.get().clients();
        String sum = digest(plain);
        NoiseSource ofThisSum = source.child(sum);
        return new Aggregate(
                noisy(
                        plain,
                        clients,
                        tree.<DoubleSupplier>map(shared -> shared)
                                .orElseGet(() -> ofThisSum.child("change").stream()::next)),
                plain.totalWeight(),
                plain.updates(),
                clipping.remember(plain.memory(), within, plain.updates(), clients, ofThisSum),
                Optional.of(new Aggregate.Noised(noise.get().multiplier(), sum)));
    }

    private Parameters noisy(Aggregate plain, int clients, DoubleSupplier deviations) {
        MemorySegment mean = plain.change().values();
        double toSum = (double) plain.updates() / clients;
        double deviation = clipping.multiplierOfChanges(noise.orElseThrow().multiplier()) * clipping.norm() / clients;
        double grid = Math.scalb(1.0, Math.getExponent(deviation) - GRID_BITS);
        MemorySegment noisy = VectorMemory.floats(layout.size());
        for (int i = 0; i < layout.size(); i++) {
            double value = mean.getAtIndex(Parameters.VALUE, i) * toSum + deviation * deviations.getAsDouble();
            noisy.setAtIndex(Parameters.VALUE, i, (float) (Math.rint(value / grid) * grid));
        }
        return new Parameters(layout, noisy);
    }

    /** The same sum has the same noise; that of another sum tells nothing of it. */
    private String digest(Aggregate plain) {
        String all = String.join(
                " ",
                plain.change().sha256(),
                Integer.toString(plain.updates()),
                Integer.toString(within),
                Double.toString(clipping.norm()));
        return ClientKey.digest(all.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        inner.close();
    }
}
