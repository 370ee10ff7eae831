package io.tifl.aggregation.robust;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.kernels.Extent;
import io.tifl.kernels.codec.SummableCodec;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
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
    /** Values that are compared at a time. */
    private static final int COMPARED = 1024;

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
        if (codec instanceof SummableCodec bounding && isAllowed(bounding.maxMagnitude(update, context.layout()))) {
            store.add(codec, update);
        } else {
            MemorySegment values = codec.decode(update, context.layout()).values();
            if (!isAllowed(Extent.of(values).maxMagnitude())) {
                return false;
            }
            store.add(codec, update, values);
        }
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
            Rows rows = store.rows(arena);
            int[] order = order(rows);
            Round round = new Round(
                    new PickedRows(rows, order),
                    IntStream.of(order).mapToObj(claims::get).toList(),
                    context);
            Reduced reduced = rule.reduce(round);
            return new Aggregate(
                    new Parameters(context.layout(), reduced.change()),
                    claims.stream().mapToLong(Claim::weight).sum(),
                    claims.size(),
                    reduced.memory());
        }
    }

    private int[] order(Rows rows) {
        return IntStream.range(0, claims.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) ->
                                claims.get(i).client().map(Object::toString).orElse(""))
                        .thenComparingLong(i -> claims.get(i).weight())
                        .thenComparing((one, other) -> compareBits(rows, one, other)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int compareBits(Rows rows, int one, int other) {
        float[] ofOne = new float[Math.min(COMPARED, rows.columns())];
        float[] ofOther = new float[ofOne.length];
        for (int from = 0; from < rows.columns(); from += COMPARED) {
            int count = Math.min(COMPARED, rows.columns() - from);
            rows.read(one, from, ofOne, 0, count);
            rows.read(other, from, ofOther, 0, count);
            int at = Arrays.mismatch(ofOne, 0, count, ofOther, 0, count);
            if (at >= 0) {
                return Integer.compare(Float.floatToRawIntBits(ofOne[at]), Float.floatToRawIntBits(ofOther[at]));
            }
        }
        return 0;
    }

    @Override
    public void close() {
        store.close();
    }
}
