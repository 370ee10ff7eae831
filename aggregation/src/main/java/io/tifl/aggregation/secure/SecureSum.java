package io.tifl.aggregation.secure;

import io.tifl.aggregation.Aggregate;
import io.tifl.kernels.ExactSum;
import io.tifl.kernels.FixedPoint;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.secure.SecureTerms;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SortedSet;

/** What was summed under masks: whole numbers of steps, and the weight that went in. */
public final class SecureSum {
    private static final ValueLayout.OfLong LIMB = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final SecureTerms terms;
    private final Layout layout;
    private final long[] words;
    private final int clients;
    private final SortedSet<ClientId> suspects;

    SecureSum(SecureTerms terms, Layout layout, long[] words, int clients, SortedSet<ClientId> suspects) {
        this.terms = terms;
        this.layout = layout;
        this.words = words;
        this.clients = clients;
        this.suspects = suspects;
    }

    /** Total weight of the clients in it. */
    public long weight() {
        return terms.ring().get(words, layout.size());
    }

    /** How many clients are in it. */
    public int clients() {
        return clients;
    }

    /** Clients that revealed wrong shares; the sum is right nevertheless. */
    public SortedSet<ClientId> suspects() {
        return suspects;
    }

    /** The sum of one parameter, in steps. */
    public long steps(int index) {
        return terms.ring().get(words, index);
    }

    /** The weighted mean, each value rounded once to the nearest float, half to even. */
    public Aggregate aggregate() {
        int size = layout.size();
        int scale = -terms.stepExponent();
        MemorySegment mean = VectorMemory.floats(size);
        try (ExactSum sum = new ExactSum(size, new FixedPoint(scale, scale + 1))) {
            byte[] limbs = new byte[2 * Long.BYTES * size];
            MemorySegment written = MemorySegment.ofArray(limbs);
            for (int i = 0; i < size; i++) {
                written.set(LIMB, (long) Long.BYTES * i, steps(i));
            }
            sum.mergeWritten(written);
            sum.mean(weight(), mean);
        }
        return new Aggregate(new Parameters(layout, mean), weight(), clients);
    }
}
