package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A round's work in the weighted mean, beside loops that only move the same memory.
 *
 * <p>Run with {@code ./mvnw -Pbench -pl aggregation -am test -Dbench=WeightedMeanBenchmark}. The lines marked
 * {@code gigabytes} are GB/s, of all bytes that passes over one update each would read and write; those marked {@code updates} are
 * GB/s of updates.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.SECONDS)
public class WeightedMeanBenchmark {
    private static final int UPDATES = 16;
    // The change read twice, to check it and to add it; two sums read and written.
    private static final int ADD_BYTES = 2 * Float.BYTES + 4 * Long.BYTES;

    @Param({"1000", "100000", "1000000"})
    int size;

    private Layout layout = Layout.flat(1);
    private List<Update> updates = List.of();
    private Parameters expected = Parameters.zeros(layout);
    private List<float[]> copies = List.of();
    private float[] floats = {};
    private long[] coarse = {};
    private long[] fine = {};

    /** What one second moved. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Moved {
        public double gigabytes;
        public double updates;

        void add(long bytes) {
            gigabytes += bytes * 1e-9;
        }

        void addUpdates(int size) {
            updates += (double) UPDATES * Float.BYTES * size * 1e-9;
        }
    }

    @Setup(Level.Trial)
    public void draw() {
        layout = Layout.flat(size);
        updates = Update.random(layout, UPDATES, new Seed(1));
        expected = mean(updates.reversed()).change();
        copies = updates.stream().map(update -> update.change().toArray()).toList();
        floats = new float[size];
        coarse = new long[size];
        fine = new long[size];
    }

    /** Opens an accumulator, adds 16 updates and closes it: what a round asks for, but the division. */
    @Benchmark
    public int addAll(Moved moved) {
        moved.add((long) UPDATES * ADD_BYTES * size);
        moved.addUpdates(size);
        try (Accumulator sum = sum(updates)) {
            return sum.updates();
        }
    }

    /** The same, and the division; the mean must be that of the reverse order. */
    @Benchmark
    public Aggregate round(Moved moved) {
        Aggregate aggregate = mean(updates);
        if (aggregate.change().values().mismatch(expected.values()) >= 0) {
            throw new IllegalStateException("the order changed the mean");
        }
        moved.add(((long) UPDATES * ADD_BYTES + 2 * Long.BYTES + 3 * Float.BYTES) * size);
        return aggregate;
    }

    /** The limit of {@code addAll}: new arrays, then as many passes over the same memory with one addition each. */
    @Benchmark
    public long[] limitAdd(Moved moved) {
        long[] first = new long[size];
        long[] second = new long[size];
        for (Update update : updates) {
            passOver(floats, first, second, update.weight());
        }
        moved.add((long) UPDATES * ADD_BYTES * size);
        coarse = first;
        fine = second;
        return first;
    }

    private static void passOver(float[] values, long[] coarse, long[] fine, long weight) {
        float max = 0;
        for (float value : values) {
            max = Math.max(max, value);
        }
        for (int i = 0; i < coarse.length; i++) {
            long bits = (long) values[i] + weight;
            coarse[i] += bits;
            fine[i] += bits;
        }
    }

    /** Streaming: the floats of 16 updates added to those of one, nothing checked and nothing exact. */
    @Benchmark
    public float[] limitFloats(Moved moved) {
        float[] total = new float[size];
        for (float[] update : copies) {
            for (int i = 0; i < total.length; i++) {
                total[i] += update[i];
            }
        }
        moved.add((long) UPDATES * 3 * Float.BYTES * size);
        moved.addUpdates(size);
        return total;
    }

    /** The limit of any pass: one array copied to another. */
    @Benchmark
    public long[] limitCopy(Moved moved) {
        System.arraycopy(coarse, 0, fine, 0, size);
        moved.add(2L * Long.BYTES * size);
        return fine;
    }

    private Aggregate mean(List<Update> of) {
        try (Accumulator sum = sum(of)) {
            return sum.finish();
        }
    }

    private Accumulator sum(List<Update> of) {
        Accumulator accumulator = new WeightedMean().open(layout, UpdateLimits.forRound(UPDATES));
        of.forEach(update -> accumulator.add(update.change(), update.weight()));
        return accumulator;
    }
}
