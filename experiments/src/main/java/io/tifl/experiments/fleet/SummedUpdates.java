package io.tifl.experiments.fleet;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A rule that takes partial sums made elsewhere. Their updates come as stand-ins, empty but counted one by one like all others;
 * when the last of a partial sum's is counted, the sum is merged, with the same bits as if they had come themselves. One round
 * at a time; stand-ins may be made by other threads.
 */
final class SummedUpdates implements AggregationRule {
    private final AggregationRule rule;
    private final Map<EncodedUpdate, Partial> standIns = Collections.synchronizedMap(new IdentityHashMap<>());

    /** A partial sum and how many of its updates were not counted yet. */
    private static final class Partial {
        private final ByteBuffer sum;
        private int missing;

        Partial(ByteBuffer sum, int missing) {
            this.sum = sum;
            this.missing = missing;
        }
    }

    SummedUpdates(AggregationRule rule) {
        this.rule = rule;
    }

    @Override
    public String name() {
        return rule.name();
    }

    /**
     * Takes a partial sum.
     *
     * @param standIns for all its updates: they name codec and layout but hold nothing, and are told apart by identity
     */
    void expect(ByteBuffer sum, List<EncodedUpdate> standIns) {
        Partial partial = new Partial(sum, standIns.size());
        standIns.forEach(update -> this.standIns.put(update, partial));
    }

    /** Forgets the stand-ins of a round that is over. */
    void forget() {
        standIns.clear();
    }

    @Override
    public Accumulator open(RuleContext context) {
        return new Sum(rule.open(context));
    }

    @Override
    public int leastUpdates() {
        return rule.leastUpdates();
    }

    @Override
    public Settings taskSettings() {
        return rule.taskSettings();
    }

    @Override
    public Optional<String> objection(Settings task) {
        return rule.objection(task);
    }

    @Override
    public boolean isSummable() {
        return rule.isSummable();
    }

    private final class Sum implements Accumulator {
        private final Accumulator inner;
        private final Set<Partial> incomplete = new HashSet<>();
        private final Map<Partial, Integer> counted = new HashMap<>();

        Sum(Accumulator inner) {
            this.inner = inner;
        }

        @Override
        public Optional<String> objection(Claim claim) {
            return inner.objection(claim);
        }

        @Override
        public void add(Claim claim, Parameters change) {
            inner.add(claim, change);
        }

        @Override
        public boolean addEncoded(Claim claim, UpdateCodec codec, EncodedUpdate update)
                throws MalformedUpdateException {
            Partial partial = standIns.remove(update);
            if (partial == null) {
                return inner.addEncoded(claim, codec, update);
            }
            incomplete.add(partial);
            counted.merge(partial, 1, Integer::sum);
            partial.missing--;
            if (partial.missing == 0) {
                inner.mergeWritten(partial.sum);
                incomplete.remove(partial);
                counted.remove(partial);
            }
            return true;
        }

        @Override
        public void merge(Accumulator other) {
            inner.merge(other);
        }

        @Override
        public OptionalLong writtenBytes() {
            return inner.writtenBytes();
        }

        @Override
        public byte[] write() {
            requireComplete();
            return inner.write();
        }

        @Override
        public void mergeWritten(ByteBuffer written) {
            inner.mergeWritten(written);
        }

        @Override
        public int updates() {
            return inner.updates()
                    + counted.values().stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public boolean suffices() {
            return !incomplete.isEmpty() || inner.suffices();
        }

        @Override
        public Aggregate finish() {
            requireComplete();
            return inner.finish();
        }

        private void requireComplete() {
            if (!incomplete.isEmpty()) {
                throw new IllegalStateException(incomplete.size()
                        + " partial sums hold updates that were not counted: this round cannot be summed");
            }
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
