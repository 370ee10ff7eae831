package io.tifl.aggregation.robust;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.kernels.Extent;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All updates of one round and the rule that is to look at them. Confined to one thread.
 *
 * <p>They are put in order first, by client, weight and values, so the result does not depend on how they came.
 */
final class EachUpdate implements Accumulator {
    private final RobustRule rule;
    private final RuleContext context;
    private final UpdateStore store;
    private final List<Claim> claims = new ArrayList<>();

    EachUpdate(RobustRule rule, RuleContext context, long memoryBytes, Spill spill) {
        this.rule = rule;
        this.context = context;
        this.store = new UpdateStore(context.layout(), memoryBytes, spill);
    }

    @Override
    public Optional<String> objection(Claim claim) {
        return rule.objection(claim, context);
    }

    @Override
    public void add(Claim claim, Parameters change) {
        require(claim);
        if (!change.layout().equals(context.layout())) {
            throw new IllegalArgumentException("expected layout "
                    + context.layout().describe() + ", got " + change.layout().describe());
        }
        float magnitude = Extent.of(change.values()).maxMagnitude();
        if (!isAllowed(magnitude)) {
            throw new IllegalArgumentException("a change must be finite and reach "
                    + context.limits().maxMagnitude() + " in magnitude at most, got " + magnitude);
        }
        store.add(change.values());
        claims.add(claim);
    }

    @Override
    public boolean addEncoded(Claim claim, UpdateCodec codec, EncodedUpdate update) throws MalformedUpdateException {
        require(claim);
        MemorySegment values = codec.decode(update, context.layout()).values();
        if (!isAllowed(Extent.of(values).maxMagnitude())) {
            return false;
        }
        store.add(codec, update, values);
        claims.add(claim);
        return true;
    }

    // NaN is not within the limit either.
    private boolean isAllowed(float magnitude) {
        return magnitude <= context.limits().maxMagnitude();
    }

    private void require(Claim claim) {
        UpdateLimits limits = context.limits();
        if (claims.size() == limits.maxUpdates()) {
            throw new IllegalArgumentException("at most " + limits.maxUpdates() + " updates can be added");
        }
        if (claim.weight() < 1 || claim.weight() > limits.maxWeight()) {
            throw new IllegalArgumentException(
                    "weight must lie within 1 and " + limits.maxWeight() + ", got " + claim.weight());
        }
        Optional<String> objection = objection(claim);
        if (objection.isPresent()) {
            throw new IllegalArgumentException(objection.get());
        }
    }

    @Override
    public void merge(Accumulator other) {
        if (!(other instanceof EachUpdate that) || that == this || !rule.name().equals(that.rule.name())) {
            throw new IllegalArgumentException("expected another accumulator of " + rule.name() + ", got "
                    + (other == this ? "this one" : other.getClass().getName()));
        }
        if (!context.layout().equals(that.context.layout()) || !context.limits().equals(that.context.limits())) {
            throw new IllegalArgumentException("only updates of one layout within the same limits merge");
        }
        if (that.claims.size() > context.limits().maxUpdates() - claims.size()) {
            throw new IllegalArgumentException("at most " + context.limits().maxUpdates() + " updates can be added");
        }
        store.addAll(that.store);
        claims.addAll(that.claims);
    }

    @Override
    public int updates() {
        return claims.size();
    }

    @Override
    public boolean suffices() {
        return whyNot().isEmpty();
    }

    private Optional<String> whyNot() {
        return claims.isEmpty()
                ? Optional.of("nothing was added")
                : rule.objection(claims.size()).or(() -> rule.objection(claims));
    }

    @Override
    public Aggregate finish() {
        Optional<String> whyNot = whyNot();
        if (whyNot.isPresent()) {
            throw new IllegalStateException(whyNot.get());
        }
        try (Arena arena = Arena.ofShared()) {
            List<MemorySegment> values = store.rows(arena);
            List<Integer> order = order(values);
            Round round = new Round(
                    new SegmentRows(
                            order.stream().map(values::get).toList(),
                            context.layout().size()),
                    order.stream().map(claims::get).toList(),
                    context);
            Reduced reduced = rule.reduce(round);
            return new Aggregate(
                    new Parameters(context.layout(), reduced.change()),
                    claims.stream().mapToLong(Claim::weight).sum(),
                    claims.size(),
                    reduced.memory());
        }
    }

    private List<Integer> order(List<MemorySegment> values) {
        return IntStream.range(0, claims.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) ->
                                claims.get(i).client().map(Object::toString).orElse(""))
                        .thenComparingLong(i -> claims.get(i).weight())
                        .thenComparing(values::get, EachUpdate::compareBits))
                .toList();
    }

    private static int compareBits(MemorySegment one, MemorySegment other) {
        long at = one.mismatch(other);
        if (at < 0) {
            return 0;
        }
        long value = at / Float.BYTES;
        return Integer.compare(
                Float.floatToRawIntBits(one.getAtIndex(Parameters.VALUE, value)),
                Float.floatToRawIntBits(other.getAtIndex(Parameters.VALUE, value)));
    }

    @Override
    public void close() {
        store.close();
    }
}
