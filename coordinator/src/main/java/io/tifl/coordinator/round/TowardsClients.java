package io.tifl.coordinator.round;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.Claim;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Function;

/**
 * Adds, in place of a client's change, the way from the model as it is to the client's: {@code (begun + change) - now}, each value
 * rounded once. Confined to one thread.
 */
final class TowardsClients implements Accumulator {
    private final Accumulator inner;
    private final Parameters now;
    private final Function<ClientId, Parameters> begun;

    /** @param begun the model that a client began with */
    TowardsClients(Accumulator inner, Parameters now, Function<ClientId, Parameters> begun) {
        this.inner = inner;
        this.now = now;
        this.begun = begun;
    }

    @Override
    public void add(Claim claim, Parameters change) {
        inner.add(claim, way(begun.apply(claim.client().orElseThrow()), change));
    }

    private Parameters way(Parameters from, Parameters change) {
        if (isSame(from, now)) {
            return change;
        }
        MemorySegment way = VectorMemory.floats(now.size());
        for (int i = 0; i < now.size(); i++) {
            way.setAtIndex(Parameters.VALUE, i, (float) ((double) from.get(i) + change.get(i) - now.get(i)));
        }
        return new Parameters(now.layout(), way);
    }

    @SuppressWarnings("ReferenceEquality") // equal models in two places would only be subtracted for nothing
    private static boolean isSame(Parameters one, Parameters other) {
        return one == other;
    }

    @Override
    public Optional<String> objection(Claim claim) {
        return inner.objection(claim);
    }

    @Override
    public void merge(Accumulator other) {
        throw new UnsupportedOperationException("sums of asynchronous rounds are made in one place");
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
        return inner.finish();
    }

    @Override
    public void close() {
        inner.close();
    }
}
