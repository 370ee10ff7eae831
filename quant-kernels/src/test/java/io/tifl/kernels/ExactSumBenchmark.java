package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The kernels of the exact sum, scalar and vector, beside the loops that only move the same memory.
 *
 * <p>Run with {@code ./mvnw -Pbench -pl quant-kernels test -Dbench=ExactSumBenchmark}. The lines marked
 * {@code gigabytes} are GB/s, of all bytes read and written.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ExactSumBenchmark {
    // Two sums read and written, one vector read.
    private static final int ADD_BYTES = 4 * Long.BYTES + Float.BYTES;
    private static final FixedPoint GRID = FixedPoint.fitting(1, 256, Integer.MAX_VALUE);
    private static final long WEIGHT = 100;

    @Param({"10000", "1000000"})
    int size;

    private final Kernels scalar = new ScalarKernels();
    private final Kernels vector = new VectorKernels();
    private float[] values = {};
    private MemorySegment segment = MemorySegment.NULL;
    private long[] coarse = {};
    private long[] fine = {};
    private ExactSum three = new ExactSum(0, GRID);
    private long adds;

    /** What one second moved. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Moved {
        public double gigabytes;

        void add(long bytes) {
            gigabytes += bytes * 1e-9;
        }
    }

    @Setup(Level.Iteration)
    public void fill() {
        values = Floats.spread(new SplittableRandom(1), size, 5);
        segment = Floats.readOnly(values);
        coarse = new long[size];
        fine = new long[size];
        adds = 0;
        three = new ExactSum(size, GRID);
        for (int i = 1; i <= 3; i++) {
            three.add(Floats.readOnly(Floats.spread(new SplittableRandom(i), size, 5)), WEIGHT);
        }
    }

    /** The mean of equal vectors is that vector. */
    @TearDown(Level.Iteration)
    public void check() {
        if (adds == 0) {
            return;
        }
        FixedPointMean mean = new FixedPointMean(GRID, adds * WEIGHT);
        for (int i = 0; i < size; i++) {
            if (mean.nearest(coarse[i], fine[i]) != values[i]) {
                throw new IllegalStateException("wrong mean at " + i);
            }
        }
    }

    @Benchmark
    public void addScalar(Moved moved) {
        add(scalar, moved);
    }

    @Benchmark
    public void addVector(Moved moved) {
        add(vector, moved);
    }

    private void add(Kernels kernels, Moved moved) {
        double factor = Math.scalb((double) WEIGHT, GRID.coarseScale());
        kernels.addWeighted(segment, factor, Math.scalb(1.0, GRID.apart()), coarse, fine, 0, coarse.length);
        adds++;
        moved.add((long) ADD_BYTES * size);
    }

    /** The limit of {@code add}: the same arrays read and written, with one addition each. */
    @Benchmark
    public void limitAdd(Moved moved) {
        for (int i = 0; i < coarse.length; i++) {
            long bits = (long) values[i];
            coarse[i] += bits;
            fine[i] += bits;
        }
        moved.add((long) ADD_BYTES * size);
    }

    /** The limit of any pass: one array copied to another. */
    @Benchmark
    public long[] limitCopy(Moved moved) {
        System.arraycopy(coarse, 0, fine, 0, size);
        moved.add(2L * Long.BYTES * size);
        return fine;
    }

    @Benchmark
    public int extentScalar(Moved moved) {
        moved.add((long) Float.BYTES * size);
        return scalar.extent(segment, new double[Kernels.PARTIAL_SUMS]);
    }

    @Benchmark
    public int extentVector(Moved moved) {
        moved.add((long) Float.BYTES * size);
        return vector.extent(segment, new double[Kernels.PARTIAL_SUMS]);
    }

    /** Two sums read, one vector written. */
    @Benchmark
    public float[] mean(Moved moved) {
        moved.add((2L * Long.BYTES + Float.BYTES) * size);
        return three.mean(3 * WEIGHT);
    }
}
