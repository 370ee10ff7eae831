package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows of several clients added in one pass, into floats and into the exact sum, beside the streaming addition that bounds
 * it; and rows quantised.
 *
 * <p>Run with {@code ./mvnw -Pbench -pl quant-kernels -am test -Dbench=FusedRowsBenchmark}. The lines marked
 * {@code gigabytes} are GB/s, of all bytes read and written, in memory that no cache holds.
 */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.SECONDS)
public class FusedRowsBenchmark {
    private static final int SIZE = 1 << 23;

    @Param({"8", "4"})
    int bits;

    @Param({"1", "2", "4", "8"})
    int clients;

    private FusedRows format = FusedRows.of(8, 512);
    private List<MemorySegment> rows = List.of();
    private long[] weights = {};
    private float[] floatWeights = {};
    private float[] values = {};
    private float[] sum = {};
    private ExactSum exact = new ExactSum(0, FixedPoint.fitting(1, 1, 1));

    /** What one second moved. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Moved {
        public double gigabytes;

        void add(double bytes) {
            gigabytes += bytes * 1e-9;
        }
    }

    @Setup
    public void fill() {
        format = FusedRows.of(bits, 512);
        values = Floats.spread(new SplittableRandom(1), SIZE, 5);
        sum = new float[SIZE];
        exact = new ExactSum(SIZE, FixedPoint.fitting(1, 256, 1 << 20));
        rows = new ArrayList<>();
        weights = new long[clients];
        floatWeights = new float[clients];
        for (int i = 0; i < clients; i++) {
            byte[] encoded = new byte[SIZE / 512 * format.rowBytes()];
            format.quantize(MemorySegment.ofArray(values), MemorySegment.ofArray(encoded));
            rows.add(MemorySegment.ofArray(encoded));
            weights[i] = 100;
            floatWeights[i] = 0.125f;
        }
    }

    @Benchmark
    public void addToFloats(Moved moved) {
        format.addTo(MemorySegment.ofArray(sum), rows, floatWeights);
        moved.add((double) clients * rows.getFirst().byteSize() + 2.0 * Float.BYTES * SIZE);
    }

    @Benchmark
    public void addToExactSum(Moved moved) {
        format.addTo(exact, 0, rows, weights);
        moved.add((double) clients * rows.getFirst().byteSize() + 4.0 * Long.BYTES * SIZE);
    }

    /** The bound: one array added to another. */
    @Benchmark
    public void limitAdd(Moved moved) {
        for (int i = 0; i < SIZE; i++) {
            sum[i] += values[i];
        }
        moved.add(3.0 * Float.BYTES * SIZE);
    }

    /** Reads every float twice, the second time from a cache; counted once. */
    @Benchmark
    public void quantize(Moved moved) {
        format.quantize(MemorySegment.ofArray(values), rows.getFirst());
        moved.add((double) rows.getFirst().byteSize() + Float.BYTES * (double) SIZE);
    }

    @Benchmark
    public void quantizeStochastic(Moved moved) {
        format.quantizeStochastic(MemorySegment.ofArray(values), rows.getFirst(), 7, 0);
        moved.add((double) rows.getFirst().byteSize() + Float.BYTES * (double) SIZE);
    }
}
