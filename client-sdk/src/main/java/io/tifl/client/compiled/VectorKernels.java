package io.tifl.client.compiled;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels in the Vector API, for whatever vectors the processor has.
 *
 * <p>The contraction keeps a tile of 8 rows by 2 vectors in registers (4 by 2 where there are only 16 of them) and needs 10
 * loads for 16 products: on AVX-512 it runs near the processor's peak from second-level cache. Values of the one operand are
 * read one at a time, so that it needs no packing and may lie anywhere. The loops are written out because the compiler keeps
 * accumulators in registers only as single variables; tiles are no larger because it stops inlining vector operations at
 * 18,000 nodes, and one that is not inlined costs more than a thousand that are.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    // How many squares are summed in single precision.
    private static final int SQUARED = 1024;

    // AVX-512 and NEON have 32 vector registers, AVX2 has 16.
    private static final boolean MANY_REGISTERS = LANES != 8;

    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_8 = swap(8);

    private static final VectorMask<Float> ODD_1 = odd(1);
    private static final VectorMask<Float> ODD_2 = odd(2);

    private static VectorMask<Float> odd(int distance) {
        boolean[] lanes = new boolean[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            lanes[lane] = (lane & distance) != 0;
        }
        return VectorMask.fromArray(SPECIES, lanes, 0);
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ distance) & (LANES - 1));
    }

    private final Slab slab;

    // Always LANES, and not final so that the compiler does not know.
    @SuppressWarnings("FieldMayBeFinal")
    private int stride = LANES;

    private final float[] sums = new float[4 * 4 * LANES];

    VectorKernels(Slab slab) {
        this.slab = slab;
    }

    // Not a constant: the compiler cannot merge a constant object with a register.
    private static FloatVector zero() {
        return FloatVector.zero(SPECIES);
    }

    private static FloatVector load(float[] memory, int address) {
        return FloatVector.fromArray(SPECIES, memory, address);
    }

    private static void store(FloatVector values, float[] memory, int address) {
        values.intoArray(memory, address);
    }

    private static FloatVector spread(float[] memory, int address) {
        return FloatVector.broadcast(SPECIES, memory[address]);
    }

    @Override
    public void contract(
            Contraction shape,
            int rows,
            int segments,
            int length,
            int columns,
            int a,
            int b,
            int start,
            int out,
            float floor) {
        float[] memory = slab.memory();
        int pairs = columns / (2 * LANES) * (2 * LANES);
        int last = rows - 1;
        for (int row = 0; row < rows; ) {
            int left = rows - row;
            if (left <= 2) {
                tile2x2(memory, shape, row, last, segments, length, a, b, start, out, 0, pairs);
                tile2x1(memory, shape, row, last, segments, length, a, b, start, out, pairs, columns);
                row += 2;
            } else if (left <= 4) {
                tile4x2(memory, shape, row, last, segments, length, a, b, start, out, 0, pairs);
                tile4x1(memory, shape, row, last, segments, length, a, b, start, out, pairs, columns);
                row += 4;
            } else if (MANY_REGISTERS || pairs == 0) {
                tile8x2(memory, shape, row, last, segments, length, a, b, start, out, 0, pairs);
                tile8x1(memory, shape, row, last, segments, length, a, b, start, out, pairs, columns);
                row += 8;
            } else {
                tile6x2(memory, shape, row, last, segments, length, a, b, start, out, 0, pairs);
                tile6x1(memory, shape, row, last, segments, length, a, b, start, out, pairs, columns);
                row += 6;
            }
            if (floor != NO_FLOOR) {
                cut(memory, shape.outRows(), rows - left, Math.min(row, rows), out, columns, floor);
            }
        }
    }

    // After the tile, while it is in first-level cache: in the tile it would not fit the compiler's budget.
    private static void cut(float[] memory, int[] outRows, int from, int to, int out, int columns, float floor) {
        for (int row = from; row < to; row++) {
            int start = out + outRows[row];
            for (int p = start; p < start + columns; p += LANES) {
                store(load(memory, p).max(floor), memory, p);
            }
        }
    }

    @Override
    public void dense(
            int x,
            int xRow,
            int rows,
            int w,
            int wRow,
            int outputs,
            int length,
            int bias,
            int y,
            int yRow,
            float floor) {
        float[] memory = slab.memory();
        for (int output = 0; output < outputs; ) {
            int width = MANY_REGISTERS || outputs - output <= 4 ? 4 : 6;
            int used = Math.min(width, outputs - output);
            for (int row = 0; row < rows; ) {
                int height = rows - row > 2 && MANY_REGISTERS ? 4 : 2;
                if (height == 4) {
                    dot4x4(memory, x, xRow, row, rows, w, wRow, output, outputs, length, sums);
                } else if (width == 4) {
                    dot2x4(memory, x, xRow, row, rows, w, wRow, output, outputs, length, sums);
                } else {
                    dot2x6(memory, x, xRow, row, rows, w, wRow, output, outputs, length, stride, sums);
                }
                for (int i = 0; i < Math.min(height, rows - row); i++) {
                    int to = y + (row + i) * yRow + output;
                    for (int j = 0; j < used; j += 4) {
                        int from = (i * width + j) * LANES;
                        fold(memory, from, Math.min(4, used - j), bias + output + j, to + j, floor);
                    }
                }
                row += height;
            }
            output += width;
        }
    }

    // Not reduceLanes: its order of additions is not specified and differs between the interpreter and compiled code.
    // In a
    // method of its own, so that the compiler's budget is left to the loop. Four vectors are summed at once: each step
    // halves them, with the partial sums of one in even places and of the other in odd ones.
    private void fold(float[] memory, int from, int count, int bias, int to, float floor) {
        FloatVector low = pairs(load(sums, from), load(sums, from + LANES), SWAP_1, ODD_1);
        FloatVector high = pairs(load(sums, from + 2 * LANES), load(sums, from + 3 * LANES), SWAP_1, ODD_1);
        FloatVector total = pairs(low, high, SWAP_2, ODD_2);
        if (LANES > 4) {
            total = total.add(total.rearrange(SWAP_4));
        }
        if (LANES > 8) {
            total = total.add(total.rearrange(SWAP_8));
        }
        store(total, sums, from);
        for (int j = 0; j < count; j++) {
            memory[to + j] = Math.max(sums[from + j] + memory[bias + j], floor);
        }
    }

    private static FloatVector pairs(FloatVector a, FloatVector b, VectorShuffle<Float> swap, VectorMask<Float> odd) {
        return a.blend(b, odd).add(b.blend(a, odd).rearrange(swap));
    }

    @Override
    public void panel(int a, int aRow, int rows, int length, int b, int start, int out, int outRow) {
        VectorPanels.panel(slab.memory(), a, aRow, rows, length, b, start, out, outRow);
    }

    @Override
    public void cell(int gates, int before, int cell, int units) {
        VectorGates.cell(slab.memory(), gates, before, cell, units);
    }

    @Override
    public void cellGradient(
            Activation activation,
            Activation gateActivation,
            int gates,
            int before,
            int squashed,
            int gradient,
            int carried,
            int units) {
        float[] memory = slab.memory();
        if (activation == Activation.TANH && gateActivation == Activation.SIGMOID) {
            VectorGates.cellGradient(memory, gates, before, squashed, gradient, carried, units);
            return;
        }
        ScalarKernels.cellGradientEach(
                memory, activation, gateActivation, gates, before, squashed, gradient, carried, units);
    }

    @Override
    public void activate(Activation activation, int values, int count) {
        float[] memory = slab.memory();
        switch (activation) {
            case IDENTITY -> {}
            case RELU -> {
                for (int p = values, end = values + count; p < end; p += LANES) {
                    store(load(memory, p).max(0), memory, p);
                }
            }
            case LEAKY_RELU -> {
                for (int p = values, end = values + count; p < end; p += LANES) {
                    FloatVector v = load(memory, p);
                    store(v.mul(Activation.LEAK, v.compare(VectorOperators.LE, 0)), memory, p);
                }
            }
            case SIGMOID, TANH -> {
                int whole = count / LANES * LANES;
                if (activation == Activation.SIGMOID) {
                    VectorGates.sigmoid(memory, values, whole);
                } else {
                    VectorGates.tanh(memory, values, whole);
                }
                ScalarKernels.activateEach(memory, activation, values + whole, count - whole);
            }
            default -> ScalarKernels.activateEach(memory, activation, values, count);
        }
    }

    @Override
    public void differentiate(Activation activation, int gradient, int out, int delta, int count) {
        float[] memory = slab.memory();
        int size = count;
        switch (activation) {
            case IDENTITY -> {
                for (int p = 0; p < size; p += LANES) {
                    store(load(memory, gradient + p), memory, delta + p);
                }
            }
            case RELU -> {
                for (int p = 0; p < size; p += LANES) {
                    VectorMask<Float> on = load(memory, out + p).compare(VectorOperators.GT, 0);
                    store(zero().blend(load(memory, gradient + p), on), memory, delta + p);
                }
            }
            case LEAKY_RELU -> {
                for (int p = 0; p < size; p += LANES) {
                    VectorMask<Float> off = load(memory, out + p).compare(VectorOperators.LE, 0);
                    store(load(memory, gradient + p).mul(Activation.LEAK, off), memory, delta + p);
                }
            }
            case TANH -> {
                for (int p = 0; p < size; p += LANES) {
                    FloatVector y = load(memory, out + p);
                    store(load(memory, gradient + p).mul(y.mul(y).neg().add(1)), memory, delta + p);
                }
            }
            case SIGMOID -> {
                for (int p = 0; p < size; p += LANES) {
                    FloatVector y = load(memory, out + p);
                    store(load(memory, gradient + p).mul(y.mul(y.neg().add(1))), memory, delta + p);
                }
            }
            default -> ScalarKernels.differentiateEach(memory, activation, gradient, out, delta, count);
        }
    }

    @Override
    public void softmax(int scores, int count) {
        float[] memory = slab.memory();
        int whole = count / LANES * LANES;
        float most = Float.NEGATIVE_INFINITY;
        if (whole > 0) {
            FloatVector largest = load(memory, scores);
            for (int p = scores + LANES; p < scores + whole; p += LANES) {
                largest = largest.max(load(memory, p));
            }
            most = largest.reduceLanes(VectorOperators.MAX); // exact in any order
        }
        for (int p = scores + whole; p < scores + count; p++) {
            most = Math.max(most, memory[p]);
        }
        VectorGates.powers(memory, scores, whole, most);
        for (int p = scores + whole; p < scores + count; p++) {
            memory[p] = Exponential.of(memory[p] - most);
        }
        divide(memory, scores, whole, count);
    }

    private static void divide(float[] memory, int values, int whole, int count) {
        FloatVector sums = zero();
        for (int p = values; p < values + whole; p += LANES) {
            sums = sums.add(load(memory, p));
        }
        float sum = sum(sums);
        for (int p = values + whole; p < values + count; p++) {
            sum += memory[p];
        }
        FloatVector all = FloatVector.broadcast(SPECIES, sum);
        for (int p = values; p < values + whole; p += LANES) {
            store(load(memory, p).div(all), memory, p);
        }
        for (int p = values + whole; p < values + count; p++) {
            memory[p] /= sum;
        }
    }

    @Override
    public void add(int values, int to, int count) {
        float[] memory = slab.memory();
        for (int p = 0; p < count; p += LANES) {
            store(load(memory, to + p).add(load(memory, values + p)), memory, to + p);
        }
    }

    @Override
    public void multiply(int a, int b, int out, int count) {
        float[] memory = slab.memory();
        for (int p = 0, size = count; p < size; p += LANES) {
            store(load(memory, a + p).mul(load(memory, b + p)), memory, out + p);
        }
    }

    @Override
    public void maxPool(Windows windows, int in, int out) {
        float[] memory = slab.memory();
        int[] first = windows.first();
        int[] taps = windows.taps();
        int size = windows.channels();
        for (int w = 0; w < windows.count(); w++) {
            int to = out + windows.out()[w];
            for (int c = 0; c < size; c += LANES) {
                FloatVector most = load(memory, in + taps[first[w]] + c);
                for (int t = first[w] + 1; t < first[w + 1]; t++) {
                    most = most.max(load(memory, in + taps[t] + c));
                }
                store(most, memory, to + c);
            }
        }
    }

    @Override
    public void maxPoolGradient(Windows windows, int in, int out, int outGradient, int inGradient) {
        float[] memory = slab.memory();
        int[] first = windows.first();
        int[] taps = windows.taps();
        int[] gradientTaps = windows.gradientTaps();
        int size = windows.channels();
        for (int w = 0; w < windows.count(); w++) {
            int top = out + windows.out()[w];
            int from = outGradient + windows.outGradient()[w];
            for (int c = 0; c < size; c += LANES) {
                FloatVector most = load(memory, top + c);
                FloatVector left = load(memory, from + c);
                for (int t = first[w]; t < first[w + 1]; t++) {
                    int to = inGradient + gradientTaps[t] + c;
                    VectorMask<Float> here = load(memory, in + taps[t] + c).compare(VectorOperators.EQ, most);
                    store(load(memory, to).add(zero().blend(left, here)), memory, to);
                    left = left.blend(zero(), here);
                }
            }
        }
    }

    @Override
    public void disjointMaxPoolGradient(Windows windows, int in, int out, int outGradient, int inGradient) {
        float[] memory = slab.memory();
        int[] first = windows.first();
        int[] taps = windows.taps();
        int[] gradientTaps = windows.gradientTaps();
        int size = windows.channels();
        for (int w = 0; w < windows.count(); w++) {
            int top = out + windows.out()[w];
            int from = outGradient + windows.outGradient()[w];
            for (int c = 0; c < size; c += LANES) {
                FloatVector most = load(memory, top + c);
                FloatVector left = load(memory, from + c);
                for (int t = first[w]; t < first[w + 1]; t++) {
                    VectorMask<Float> here = load(memory, in + taps[t] + c).compare(VectorOperators.EQ, most);
                    store(zero().blend(left, here), memory, inGradient + gradientTaps[t] + c);
                    left = left.blend(zero(), here);
                }
            }
        }
    }

    @Override
    public void averagePool(Windows windows, int in, int out) {
        float[] memory = slab.memory();
        int[] first = windows.first();
        int[] taps = windows.taps();
        int size = windows.channels();
        for (int w = 0; w < windows.count(); w++) {
            int to = out + windows.out()[w];
            for (int c = 0; c < size; c += LANES) {
                FloatVector sum = zero();
                for (int t = first[w]; t < first[w + 1]; t++) {
                    sum = sum.add(load(memory, in + taps[t] + c));
                }
                store(sum.div(windows.divisors()[w]), memory, to + c);
            }
        }
    }

    @Override
    public void averagePoolGradient(Windows windows, int outGradient, int inGradient) {
        float[] memory = slab.memory();
        int[] first = windows.first();
        int[] gradientTaps = windows.gradientTaps();
        int size = windows.channels();
        for (int w = 0; w < windows.count(); w++) {
            int from = outGradient + windows.outGradient()[w];
            for (int c = 0; c < size; c += LANES) {
                FloatVector share = load(memory, from + c).div(windows.divisors()[w]);
                for (int t = first[w]; t < first[w + 1]; t++) {
                    int to = inGradient + gradientTaps[t] + c;
                    store(load(memory, to).add(share), memory, to);
                }
            }
        }
    }

    @Override
    public void regularise(int g, int w, int start, int count, float scale, float l1, float l2, float mu) {
        float[] memory = slab.memory();
        for (int p = 0, size = count; p < size; p += LANES) {
            FloatVector value = load(memory, w + p);
            FloatVector sum = load(memory, g + p).mul(scale).add(value.mul(l2));
            if (l1 != 0) {
                sum = sum.add(l1, value.compare(VectorOperators.GT, 0));
                sum = sum.sub(l1, value.compare(VectorOperators.LT, 0));
            }
            if (mu != 0) {
                sum = sum.add(value.sub(load(memory, start + p)).mul(mu));
            }
            store(sum, memory, g + p);
        }
    }

    // In a fixed order, as in fold.
    private static float sum(FloatVector values) {
        FloatVector v = values;
        if (LANES > 8) {
            v = v.add(v.rearrange(SWAP_8));
        }
        if (LANES > 4) {
            v = v.add(v.rearrange(SWAP_4));
        }
        if (LANES > 2) {
            v = v.add(v.rearrange(SWAP_2));
        }
        return v.add(v.rearrange(SWAP_1)).lane(0);
    }

    @Override
    public double squares(int values, int count) {
        float[] memory = slab.memory();
        double sum = 0;
        // Short runs in single precision, their sums in double.
        for (int from = 0; from < count; from += SQUARED) {
            FloatVector even = zero();
            FloatVector odd = zero();
            int end = Math.min(count, from + SQUARED);
            int p = from;
            for (; p + LANES < end; p += 2 * LANES) {
                FloatVector v = load(memory, values + p);
                FloatVector u = load(memory, values + p + LANES);
                even = v.fma(v, even);
                odd = u.fma(u, odd);
            }
            if (p < end) {
                FloatVector v = load(memory, values + p);
                even = v.fma(v, even);
            }
            sum += sum(even.add(odd));
        }
        return sum;
    }

    @Override
    public void clip(int values, int count, float limit) {
        float[] memory = slab.memory();
        for (int p = values, end = values + count; p < end; p += LANES) {
            store(load(memory, p).min(limit).max(-limit), memory, p);
        }
    }

    @Override
    public void sgd(int w, int g, int count, float rate) {
        float[] memory = slab.memory();
        FloatVector back = FloatVector.broadcast(SPECIES, -rate);
        for (int p = 0, size = count; p < size; p += LANES) {
            store(load(memory, g + p).fma(back, load(memory, w + p)), memory, w + p);
        }
    }

    @Override
    public void nesterovs(int w, int g, int v, int count, float scale, float rate, float momentum) {
        float[] memory = slab.memory();
        for (int p = 0, size = count; p < size; p += LANES) {
            FloatVector before = load(memory, v + p);
            FloatVector now =
                    before.mul(momentum).sub(load(memory, g + p).mul(scale).mul(rate));
            store(now, memory, v + p);
            store(load(memory, w + p).add(now.mul(1 + momentum).sub(before.mul(momentum))), memory, w + p);
        }
    }

    @Override
    public void rmsprop(int w, int g, int s, int count, float scale, float rate, float decay, float epsilon) {
        float[] memory = slab.memory();
        for (int p = 0, size = count; p < size; p += LANES) {
            FloatVector slope = load(memory, g + p).mul(scale);
            FloatVector square =
                    load(memory, s + p).mul(decay).add(slope.mul(slope).mul(1 - decay));
            store(square, memory, s + p);
            store(load(memory, w + p).sub(slope.mul(rate).div(square.sqrt().add(epsilon))), memory, w + p);
        }
    }

    @Override
    public void adam(int w, int g, int m, int s, int count, float scale, float rate, float epsilon) {
        float[] memory = slab.memory();
        for (int p = 0, size = count; p < size; p += LANES) {
            FloatVector slope = load(memory, g + p).mul(scale);
            FloatVector mean = load(memory, m + p).mul(BETA1).add(slope.mul(1 - BETA1));
            FloatVector square =
                    load(memory, s + p).mul(BETA2).add(slope.mul(slope).mul(1 - BETA2));
            store(mean, memory, m + p);
            store(square, memory, s + p);
            store(load(memory, w + p).sub(mean.mul(rate).div(square.sqrt().add(epsilon))), memory, w + p);
        }
    }

    @Override
    public void adagrad(int w, int g, int s, int count, float scale, float rate, float epsilon) {
        float[] memory = slab.memory();
        for (int p = 0, size = count; p < size; p += LANES) {
            FloatVector slope = load(memory, g + p).mul(scale);
            FloatVector square = load(memory, s + p).add(slope.mul(slope));
            store(square, memory, s + p);
            store(load(memory, w + p).sub(slope.mul(rate).div(square.sqrt().add(epsilon))), memory, w + p);
        }
    }

    // 6 rows by 2 vectors. Rows past the last are the last again: they store the same values to the same place.
    private static void tile6x2(
            float[] memory,
            Contraction shape,
            int row,
            int last,
            int segments,
            int length,
            int a,
            int b,
            int start,
            int out,
            int from,
            int to) {
        int[] aRows = shape.aRows(),
                outRows = shape.outRows(),
                aSegments = shape.aSegments(),
                bSegments = shape.bSegments();
        int aStep = shape.aStep(), bStep = shape.bStep();
        int r0 = row;
        int r1 = Math.min(row + 1, last);
        int r2 = Math.min(row + 2, last);
        int r3 = Math.min(row + 3, last);
        int r4 = Math.min(row + 4, last);
        int r5 = Math.min(row + 5, last);
        int a0 = a + aRows[r0],
                a1 = a + aRows[r1],
                a2 = a + aRows[r2],
                a3 = a + aRows[r3],
                a4 = a + aRows[r4],
                a5 = a + aRows[r5];
        int o0 = out + outRows[r0],
                o1 = out + outRows[r1],
                o2 = out + outRows[r2],
                o3 = out + outRows[r3],
                o4 = out + outRows[r4],
                o5 = out + outRows[r5];
        for (int n = from; n < to; n += 2 * LANES) {
            FloatVector sa = load(memory, start + n), sb = load(memory, start + n + LANES);
            FloatVector c0a = sa, c0b = sb;
            FloatVector c1a = sa, c1b = sb;
            FloatVector c2a = sa, c2b = sb;
            FloatVector c3a = sa, c3b = sb;
            FloatVector c4a = sa, c4b = sb;
            FloatVector c5a = sa, c5b = sb;
            for (int s = 0; s < segments; s++) {
                int x = aSegments[s], y = b + bSegments[s] + n;
                for (int k = 0; k < length; k++) {
                    FloatVector ba = load(memory, y), bb = load(memory, y + LANES);
                    FloatVector v;
                    v = spread(memory, a0 + x);
                    c0a = v.fma(ba, c0a);
                    c0b = v.fma(bb, c0b);
                    v = spread(memory, a1 + x);
                    c1a = v.fma(ba, c1a);
                    c1b = v.fma(bb, c1b);
                    v = spread(memory, a2 + x);
                    c2a = v.fma(ba, c2a);
                    c2b = v.fma(bb, c2b);
                    v = spread(memory, a3 + x);
                    c3a = v.fma(ba, c3a);
                    c3b = v.fma(bb, c3b);
                    v = spread(memory, a4 + x);
                    c4a = v.fma(ba, c4a);
                    c4b = v.fma(bb, c4b);
                    v = spread(memory, a5 + x);
                    c5a = v.fma(ba, c5a);
                    c5b = v.fma(bb, c5b);
                    x += aStep;
                    y += bStep;
                }
            }
            store(c0a, memory, o0 + n);
            store(c0b, memory, o0 + n + LANES);
            store(c1a, memory, o1 + n);
            store(c1b, memory, o1 + n + LANES);
            store(c2a, memory, o2 + n);
            store(c2b, memory, o2 + n + LANES);
            store(c3a, memory, o3 + n);
            store(c3b, memory, o3 + n + LANES);
            store(c4a, memory, o4 + n);
            store(c4b, memory, o4 + n + LANES);
            store(c5a, memory, o5 + n);
            store(c5b, memory, o5 + n + LANES);
        }
    }

    // 8 rows by 2 vectors. Rows past the last are the last again: they store the same values to the same place.
    private static void tile8x2(
            float[] memory,
            Contraction shape,
            int row,
            int last,
            int segments,
            int length,
            int a,
            int b,
            int start,
            int out,
            int from,
            int to) {
        int[] aRows = shape.aRows(),
                outRows = shape.outRows(),
                aSegments = shape.aSegments(),
                bSegments = shape.bSegments();
        int aStep = shape.aStep(), bStep = shape.bStep();
        int r0 = row;
        int r1 = Math.min(row + 1, last);
        int r2 = Math.min(row + 2, last);
        int r3 = Math.min(row + 3, last);
        int r4 = Math.min(row + 4, last);
        int r5 = Math.min(row + 5, last);
        int r6 = Math.min(row + 6, last);
        int r7 = Math.min(row + 7, last);
        int a0 = a + aRows[r0],
                a1 = a + aRows[r1],
                a2 = a + aRows[r2],
                a3 = a + aRows[r3],
                a4 = a + aRows[r4],
                a5 = a + aRows[r5],
                a6 = a + aRows[r6],
                a7 = a + aRows[r7];
        int o0 = out + outRows[r0],
                o1 = out + outRows[r1],
                o2 = out + outRows[r2],
                o3 = out + outRows[r3],
                o4 = out + outRows[r4],
                o5 = out + outRows[r5],
                o6 = out + outRows[r6],
                o7 = out + outRows[r7];
        for (int n = from; n < to; n += 2 * LANES) {
            FloatVector sa = load(memory, start + n), sb = load(memory, start + n + LANES);
            FloatVector c0a = sa, c0b = sb;
            FloatVector c1a = sa, c1b = sb;
            FloatVector c2a = sa, c2b = sb;
            FloatVector c3a = sa, c3b = sb;
            FloatVector c4a = sa, c4b = sb;
            FloatVector c5a = sa, c5b = sb;
            FloatVector c6a = sa, c6b = sb;
            FloatVector c7a = sa, c7b = sb;
            for (int s = 0; s < segments; s++) {
                int x = aSegments[s], y = b + bSegments[s] + n;
                for (int k = 0; k < length; k++) {
                    FloatVector ba = load(memory, y), bb = load(memory, y + LANES);
                    FloatVector v;
                    v = spread(memory, a0 + x);
                    c0a = v.fma(ba, c0a);
                    c0b = v.fma(bb, c0b);
                    v = spread(memory, a1 + x);
                    c1a = v.fma(ba, c1a);
                    c1b = v.fma(bb, c1b);
                    v = spread(memory, a2 + x);
                    c2a = v.fma(ba, c2a);
                    c2b = v.fma(bb, c2b);
                    v = spread(memory, a3 + x);
                    c3a = v.fma(ba, c3a);
                    c3b = v.fma(bb, c3b);
                    v = spread(memory, a4 + x);
                    c4a = v.fma(ba, c4a);
                    c4b = v.fma(bb, c4b);
                    v = spread(memory, a5 + x);
                    c5a = v.fma(ba, c5a);
                    c5b = v.fma(bb, c5b);
                    v = spread(memory, a6 + x);
                    c6a = v.fma(ba, c6a);
                    c6b = v.fma(bb, c6b);
                    v = spread(memory, a7 + x);
                    c7a = v.fma(ba, c7a);
                    c7b = v.fma(bb, c7b);
                    x += aStep;
                    y += bStep;
                }
            }
            store(c0a, memory, o0 + n);
            store(c0b, memory, o0 + n + LANES);
            store(c1a, memory, o1 + n);
            store(c1b, memory, o1 + n + LANES);
            store(c2a, memory, o2 + n);
            store(c2b, memory, o2 + n + LANES);
            store(c3a, memory, o3 + n);
            store(c3b, memory, o3 + n + LANES);
            store(c4a, memory, o4 + n);
            store(c4b, memory, o4 + n + LANES);
            store(c5a, memory, o5 + n);
            store(c5b, memory, o5 + n + LANES);
            store(c6a, memory, o6 + n);
            store(c6b, memory, o6 + n + LANES);
            store(c7a, memory, o7 + n);
            store(c7b, memory, o7 + n + LANES);
        }
    }

    // 6 rows by 1 vector. Rows past the last are the last again: they store the same values to the same place.
    private static void tile6x1(
            float[] memory,
            Contraction shape,
            int row,
            int last,
            int segments,
            int length,
            int a,
            int b,
            int start,
            int out,
            int from,
            int to) {
        int[] aRows = shape.aRows(),
                outRows = shape.outRows(),
                aSegments = shape.aSegments(),
                bSegments = shape.bSegments();
        int aStep = shape.aStep(), bStep = shape.bStep();
        int r0 = row;
        int r1 = Math.min(row + 1, last);
        int r2 = Math.min(row + 2, last);
        int r3 = Math.min(row + 3, last);
        int r4 = Math.min(row + 4, last);
        int r5 = Math.min(row + 5, last);
        int a0 = a + aRows[r0],
                a1 = a + aRows[r1],
                a2 = a + aRows[r2],
                a3 = a + aRows[r3],
                a4 = a + aRows[r4],
                a5 = a + aRows[r5];
        int o0 = out + outRows[r0],
                o1 = out + outRows[r1],
                o2 = out + outRows[r2],
                o3 = out + outRows[r3],
                o4 = out + outRows[r4],
                o5 = out + outRows[r5];
        for (int n = from; n < to; n += 1 * LANES) {
            FloatVector sa = load(memory, start + n);
            FloatVector c0a = sa;
            FloatVector c1a = sa;
            FloatVector c2a = sa;
            FloatVector c3a = sa;
            FloatVector c4a = sa;
            FloatVector c5a = sa;
            for (int s = 0; s < segments; s++) {
                int x = aSegments[s], y = b + bSegments[s] + n;
                for (int k = 0; k < length; k++) {
                    FloatVector ba = load(memory, y);
                    FloatVector v;
                    v = spread(memory, a0 + x);
                    c0a = v.fma(ba, c0a);
                    v = spread(memory, a1 + x);
                    c1a = v.fma(ba, c1a);
                    v = spread(memory, a2 + x);
                    c2a = v.fma(ba, c2a);
                    v = spread(memory, a3 + x);
                    c3a = v.fma(ba, c3a);
                    v = spread(memory, a4 + x);
                    c4a = v.fma(ba, c4a);
                    v = spread(memory, a5 + x);
                    c5a = v.fma(ba, c5a);
                    x += aStep;
                    y += bStep;
                }
            }
            store(c0a, memory, o0 + n);
            store(c1a, memory, o1 + n);
            store(c2a, memory, o2 + n);
            store(c3a, memory, o3 + n);
            store(c4a, memory, o4 + n);
            store(c5a, memory, o5 + n);
        }
    }

    // 8 rows by 1 vector. Rows past the last are the last again: they store the same values to the same place.
    private static void tile8x1(
            float[] memory,
            Contraction shape,
            int row,
            int last,
            int segments,
            int length,
            int a,
            int b,
            int start,
            int out,
            int from,
            int to) {
        int[] aRows = shape.aRows(),
                outRows = shape.outRows(),
                aSegments = shape.aSegments(),
                bSegments = shape.bSegments();
        int aStep = shape.aStep(), bStep = shape.bStep();
        int r0 = row;
        int r1 = Math.min(row + 1, last);
        int r2 = Math.min(row + 2, last);
        int r3 = Math.min(row + 3, last);
        int r4 = Math.min(row + 4, last);
        int r5 = Math.min(row + 5, last);
        int r6 = Math.min(row + 6, last);
        int r7 = Math.min(row + 7, last);
        int a0 = a + aRows[r0],
                a1 = a + aRows[r1],
                a2 = a + aRows[r2],
                a3 = a + aRows[r3],
                a4 = a + aRows[r4],
                a5 = a + aRows[r5],
                a6 = a + aRows[r6],
                a7 = a + aRows[r7];
        int o0 = out + outRows[r0],
                o1 = out + outRows[r1],
                o2 = out + outRows[r2],
                o3 = out + outRows[r3],
                o4 = out + outRows[r4],
                o5 = out + outRows[r5],
                o6 = out + outRows[r6],
                o7 = out + outRows[r7];
        for (int n = from; n < to; n += 1 * LANES) {
            FloatVector sa = load(memory, start + n);
            FloatVector c0a = sa;
            FloatVector c1a = sa;
            FloatVector c2a = sa;
            FloatVector c3a = sa;
            FloatVector c4a = sa;
            FloatVector c5a = sa;
            FloatVector c6a = sa;
            FloatVector c7a = sa;
            for (int s = 0; s < segments; s++) {
                int x = aSegments[s], y = b + bSegments[s] + n;
                for (int k = 0; k < length; k++) {
                    FloatVector ba = load(memory, y);
                    FloatVector v;
                    v = spread(memory, a0 + x);
                    c0a = v.fma(ba, c0a);
                    v = spread(memory, a1 + x);
                    c1a = v.fma(ba, c1a);
                    v = spread(memory, a2 + x);
                    c2a = v.fma(ba, c2a);
                    v = spread(memory, a3 + x);
                    c3a = v.fma(ba, c3a);
                    v = spread(memory, a4 + x);
                    c4a = v.fma(ba, c4a);
                    v = spread(memory, a5 + x);
                    c5a = v.fma(ba, c5a);
                    v = spread(memory, a6 + x);
                    c6a = v.fma(ba, c6a);
                    v = spread(memory, a7 + x);
                    c7a = v.fma(ba, c7a);
                    x += aStep;
                    y += bStep;
                }
            }
            store(c0a, memory, o0 + n);
            store(c1a, memory, o1 + n);
            store(c2a, memory, o2 + n);
            store(c3a, memory, o3 + n);
            store(c4a, memory, o4 + n);
            store(c5a, memory, o5 + n);
            store(c6a, memory, o6 + n);
            store(c7a, memory, o7 + n);
        }
    }

    // 4 rows by 2 vectors. Rows past the last are the last again: they store the same values to the same place.
    private static void tile4x2(
            float[] memory,
            Contraction shape,
            int row,
            int last,
            int segments,
            int length,
            int a,
            int b,
            int start,
            int out,
            int from,
            int to) {
        int[] aRows = shape.aRows(),
                outRows = shape.outRows(),
                aSegments = shape.aSegments(),
                bSegments = shape.bSegments();
        int aStep = shape.aStep(), bStep = shape.bStep();
        int r0 = row;
        int r1 = Math.min(row + 1, last);
        int r2 = Math.min(row + 2, last);
        int r3 = Math.min(row + 3, last);
        int a0 = a + aRows[r0], a1 = a + aRows[r1], a2 = a + aRows[r2], a3 = a + aRows[r3];
        int o0 = out + outRows[r0], o1 = out + outRows[r1], o2 = out + outRows[r2], o3 = out + outRows[r3];
        for (int n = from; n < to; n += 2 * LANES) {
            FloatVector sa = load(memory, start + n), sb = load(memory, start + n + LANES);
            FloatVector c0a = sa, c0b = sb;
            FloatVector c1a = sa, c1b = sb;
            FloatVector c2a = sa, c2b = sb;
            FloatVector c3a = sa, c3b = sb;
            for (int s = 0; s < segments; s++) {
                int x = aSegments[s], y = b + bSegments[s] + n;
                for (int k = 0; k < length; k++) {
                    FloatVector ba = load(memory, y), bb = load(memory, y + LANES);
                    FloatVector v;
                    v = spread(memory, a0 + x);
                    c0a = v.fma(ba, c0a);
                    c0b = v.fma(bb, c0b);
                    v = spread(memory, a1 + x);
                    c1a = v.fma(ba, c1a);
                    c1b = v.fma(bb, c1b);
                    v = spread(memory, a2 + x);
                    c2a = v.fma(ba, c2a);
                    c2b = v.fma(bb, c2b);
                    v = spread(memory, a3 + x);
                    c3a = v.fma(ba, c3a);
                    c3b = v.fma(bb, c3b);
                    x += aStep;
                    y += bStep;
                }
            }
            store(c0a, memory, o0 + n);
            store(c0b, memory, o0 + n + LANES);
            store(c1a, memory, o1 + n);
            store(c1b, memory, o1 + n + LANES);
            store(c2a, memory, o2 + n);
            store(c2b, memory, o2 + n + LANES);
            store(c3a, memory, o3 + n);
            store(c3b, memory, o3 + n + LANES);
        }
    }

    // 4 rows by 1 vector. Rows past the last are the last again: they store the same values to the same place.
    private static void tile4x1(
            float[] memory,
            Contraction shape,
            int row,
            int last,
            int segments,
            int length,
            int a,
            int b,
            int start,
            int out,
            int from,
            int to) {
        int[] aRows = shape.aRows(),
                outRows = shape.outRows(),
                aSegments = shape.aSegments(),
                bSegments = shape.bSegments();
        int aStep = shape.aStep(), bStep = shape.bStep();
        int r0 = row;
        int r1 = Math.min(row + 1, last);
        int r2 = Math.min(row + 2, last);
        int r3 = Math.min(row + 3, last);
        int a0 = a + aRows[r0], a1 = a + aRows[r1], a2 = a + aRows[r2], a3 = a + aRows[r3];
        int o0 = out + outRows[r0], o1 = out + outRows[r1], o2 = out + outRows[r2], o3 = out + outRows[r3];
        for (int n = from; n < to; n += 1 * LANES) {
            FloatVector sa = load(memory, start + n);
            FloatVector c0a = sa;
            FloatVector c1a = sa;
            FloatVector c2a = sa;
            FloatVector c3a = sa;
            for (int s = 0; s < segments; s++) {
                int x = aSegments[s], y = b + bSegments[s] + n;
                for (int k = 0; k < length; k++) {
                    FloatVector ba = load(memory, y);
                    FloatVector v;
                    v = spread(memory, a0 + x);
                    c0a = v.fma(ba, c0a);
                    v = spread(memory, a1 + x);
                    c1a = v.fma(ba, c1a);
                    v = spread(memory, a2 + x);
                    c2a = v.fma(ba, c2a);
                    v = spread(memory, a3 + x);
                    c3a = v.fma(ba, c3a);
                    x += aStep;
                    y += bStep;
                }
            }
            store(c0a, memory, o0 + n);
            store(c1a, memory, o1 + n);
            store(c2a, memory, o2 + n);
            store(c3a, memory, o3 + n);
        }
    }

    // 2 rows by 2 vectors. Rows past the last are the last again: they store the same values to the same place.
    private static void tile2x2(
            float[] memory,
            Contraction shape,
            int row,
            int last,
            int segments,
            int length,
            int a,
            int b,
            int start,
            int out,
            int from,
            int to) {
        int[] aRows = shape.aRows(),
                outRows = shape.outRows(),
                aSegments = shape.aSegments(),
                bSegments = shape.bSegments();
        int aStep = shape.aStep(), bStep = shape.bStep();
        int r0 = row;
        int r1 = Math.min(row + 1, last);
        int a0 = a + aRows[r0], a1 = a + aRows[r1];
        int o0 = out + outRows[r0], o1 = out + outRows[r1];
        for (int n = from; n < to; n += 2 * LANES) {
            FloatVector sa = load(memory, start + n), sb = load(memory, start + n + LANES);
            FloatVector c0a = sa, c0b = sb;
            FloatVector c1a = sa, c1b = sb;
            for (int s = 0; s < segments; s++) {
                int x = aSegments[s], y = b + bSegments[s] + n;
                for (int k = 0; k < length; k++) {
                    FloatVector ba = load(memory, y), bb = load(memory, y + LANES);
                    FloatVector v;
                    v = spread(memory, a0 + x);
                    c0a = v.fma(ba, c0a);
                    c0b = v.fma(bb, c0b);
                    v = spread(memory, a1 + x);
                    c1a = v.fma(ba, c1a);
                    c1b = v.fma(bb, c1b);
                    x += aStep;
                    y += bStep;
                }
            }
            store(c0a, memory, o0 + n);
            store(c0b, memory, o0 + n + LANES);
            store(c1a, memory, o1 + n);
            store(c1b, memory, o1 + n + LANES);
        }
    }

    // 2 rows by 1 vector. Rows past the last are the last again: they store the same values to the same place.
    private static void tile2x1(
            float[] memory,
            Contraction shape,
            int row,
            int last,
            int segments,
            int length,
            int a,
            int b,
            int start,
            int out,
            int from,
            int to) {
        int[] aRows = shape.aRows(),
                outRows = shape.outRows(),
                aSegments = shape.aSegments(),
                bSegments = shape.bSegments();
        int aStep = shape.aStep(), bStep = shape.bStep();
        int r0 = row;
        int r1 = Math.min(row + 1, last);
        int a0 = a + aRows[r0], a1 = a + aRows[r1];
        int o0 = out + outRows[r0], o1 = out + outRows[r1];
        for (int n = from; n < to; n += 1 * LANES) {
            FloatVector sa = load(memory, start + n);
            FloatVector c0a = sa;
            FloatVector c1a = sa;
            for (int s = 0; s < segments; s++) {
                int x = aSegments[s], y = b + bSegments[s] + n;
                for (int k = 0; k < length; k++) {
                    FloatVector ba = load(memory, y);
                    FloatVector v;
                    v = spread(memory, a0 + x);
                    c0a = v.fma(ba, c0a);
                    v = spread(memory, a1 + x);
                    c1a = v.fma(ba, c1a);
                    x += aStep;
                    y += bStep;
                }
            }
            store(c0a, memory, o0 + n);
            store(c1a, memory, o1 + n);
        }
    }

    // 4 rows of x by 4 rows of w. Rows past the last are the last again.
    private static void dot4x4(
            float[] memory,
            int x,
            int xRow,
            int row,
            int rows,
            int w,
            int wRow,
            int output,
            int outputs,
            int length,
            float[] sums) {
        int r0 = row;
        int r1 = Math.min(row + 1, rows - 1);
        int r2 = Math.min(row + 2, rows - 1);
        int r3 = Math.min(row + 3, rows - 1);
        int j0 = output;
        int j1 = Math.min(output + 1, outputs - 1);
        int j2 = Math.min(output + 2, outputs - 1);
        int j3 = Math.min(output + 3, outputs - 1);
        int x0 = x + r0 * xRow, x1 = x + r1 * xRow, x2 = x + r2 * xRow, x3 = x + r3 * xRow;
        int w0 = w + j0 * wRow, w1 = w + j1 * wRow, w2 = w + j2 * wRow, w3 = w + j3 * wRow;
        FloatVector c00 = zero(),
                c01 = zero(),
                c02 = zero(),
                c03 = zero(),
                c10 = zero(),
                c11 = zero(),
                c12 = zero(),
                c13 = zero(),
                c20 = zero(),
                c21 = zero(),
                c22 = zero(),
                c23 = zero(),
                c30 = zero(),
                c31 = zero(),
                c32 = zero(),
                c33 = zero();
        for (int k = 0, end = length; k < end; k += LANES) {
            FloatVector v0 = load(memory, w0 + k),
                    v1 = load(memory, w1 + k),
                    v2 = load(memory, w2 + k),
                    v3 = load(memory, w3 + k);
            FloatVector u;
            u = load(memory, x0 + k);
            c00 = u.fma(v0, c00);
            c01 = u.fma(v1, c01);
            c02 = u.fma(v2, c02);
            c03 = u.fma(v3, c03);
            u = load(memory, x1 + k);
            c10 = u.fma(v0, c10);
            c11 = u.fma(v1, c11);
            c12 = u.fma(v2, c12);
            c13 = u.fma(v3, c13);
            u = load(memory, x2 + k);
            c20 = u.fma(v0, c20);
            c21 = u.fma(v1, c21);
            c22 = u.fma(v2, c22);
            c23 = u.fma(v3, c23);
            u = load(memory, x3 + k);
            c30 = u.fma(v0, c30);
            c31 = u.fma(v1, c31);
            c32 = u.fma(v2, c32);
            c33 = u.fma(v3, c33);
        }
        store(c00, sums, 0 * LANES);
        store(c01, sums, 1 * LANES);
        store(c02, sums, 2 * LANES);
        store(c03, sums, 3 * LANES);
        store(c10, sums, 4 * LANES);
        store(c11, sums, 5 * LANES);
        store(c12, sums, 6 * LANES);
        store(c13, sums, 7 * LANES);
        store(c20, sums, 8 * LANES);
        store(c21, sums, 9 * LANES);
        store(c22, sums, 10 * LANES);
        store(c23, sums, 11 * LANES);
        store(c30, sums, 12 * LANES);
        store(c31, sums, 13 * LANES);
        store(c32, sums, 14 * LANES);
        store(c33, sums, 15 * LANES);
    }

    // 2 rows of x by 4 rows of w. Rows past the last are the last again.
    private static void dot2x4(
            float[] memory,
            int x,
            int xRow,
            int row,
            int rows,
            int w,
            int wRow,
            int output,
            int outputs,
            int length,
            float[] sums) {
        int r0 = row;
        int r1 = Math.min(row + 1, rows - 1);
        int j0 = output;
        int j1 = Math.min(output + 1, outputs - 1);
        int j2 = Math.min(output + 2, outputs - 1);
        int j3 = Math.min(output + 3, outputs - 1);
        int x0 = x + r0 * xRow, x1 = x + r1 * xRow;
        int w0 = w + j0 * wRow, w1 = w + j1 * wRow, w2 = w + j2 * wRow, w3 = w + j3 * wRow;
        FloatVector c00 = zero(),
                c01 = zero(),
                c02 = zero(),
                c03 = zero(),
                c10 = zero(),
                c11 = zero(),
                c12 = zero(),
                c13 = zero();
        for (int k = 0, end = length; k < end; k += LANES) {
            FloatVector v0 = load(memory, w0 + k),
                    v1 = load(memory, w1 + k),
                    v2 = load(memory, w2 + k),
                    v3 = load(memory, w3 + k);
            FloatVector u;
            u = load(memory, x0 + k);
            c00 = u.fma(v0, c00);
            c01 = u.fma(v1, c01);
            c02 = u.fma(v2, c02);
            c03 = u.fma(v3, c03);
            u = load(memory, x1 + k);
            c10 = u.fma(v0, c10);
            c11 = u.fma(v1, c11);
            c12 = u.fma(v2, c12);
            c13 = u.fma(v3, c13);
        }
        store(c00, sums, 0 * LANES);
        store(c01, sums, 1 * LANES);
        store(c02, sums, 2 * LANES);
        store(c03, sums, 3 * LANES);
        store(c10, sums, 4 * LANES);
        store(c11, sums, 5 * LANES);
        store(c12, sums, 6 * LANES);
        store(c13, sums, 7 * LANES);
    }

    // 2 rows of x by 6 rows of w, which fill 16 registers, but not if the compiler unrolls the loop: it does not
    // where it cannot know the stride. Rows past the last are the last again.
    private static void dot2x6(
            float[] memory,
            int x,
            int xRow,
            int row,
            int rows,
            int w,
            int wRow,
            int output,
            int outputs,
            int length,
            int stride,
            float[] sums) {
        int r0 = row;
        int r1 = Math.min(row + 1, rows - 1);
        int j0 = output;
        int j1 = Math.min(output + 1, outputs - 1);
        int j2 = Math.min(output + 2, outputs - 1);
        int j3 = Math.min(output + 3, outputs - 1);
        int j4 = Math.min(output + 4, outputs - 1);
        int j5 = Math.min(output + 5, outputs - 1);
        int x0 = x + r0 * xRow, x1 = x + r1 * xRow;
        int w0 = w + j0 * wRow,
                w1 = w + j1 * wRow,
                w2 = w + j2 * wRow,
                w3 = w + j3 * wRow,
                w4 = w + j4 * wRow,
                w5 = w + j5 * wRow;
        FloatVector c00 = zero(),
                c01 = zero(),
                c02 = zero(),
                c03 = zero(),
                c04 = zero(),
                c05 = zero(),
                c10 = zero(),
                c11 = zero(),
                c12 = zero(),
                c13 = zero(),
                c14 = zero(),
                c15 = zero();
        for (int k = 0, left = length; left > 0; left -= LANES) {
            FloatVector u0 = load(memory, x0 + k), u1 = load(memory, x1 + k);
            FloatVector v;
            v = load(memory, w0 + k);
            c00 = u0.fma(v, c00);
            c10 = u1.fma(v, c10);
            v = load(memory, w1 + k);
            c01 = u0.fma(v, c01);
            c11 = u1.fma(v, c11);
            v = load(memory, w2 + k);
            c02 = u0.fma(v, c02);
            c12 = u1.fma(v, c12);
            v = load(memory, w3 + k);
            c03 = u0.fma(v, c03);
            c13 = u1.fma(v, c13);
            v = load(memory, w4 + k);
            c04 = u0.fma(v, c04);
            c14 = u1.fma(v, c14);
            v = load(memory, w5 + k);
            c05 = u0.fma(v, c05);
            c15 = u1.fma(v, c15);
            k += stride;
        }
        store(c00, sums, 0 * LANES);
        store(c01, sums, 1 * LANES);
        store(c02, sums, 2 * LANES);
        store(c03, sums, 3 * LANES);
        store(c04, sums, 4 * LANES);
        store(c05, sums, 5 * LANES);
        store(c10, sums, 6 * LANES);
        store(c11, sums, 7 * LANES);
        store(c12, sums, 8 * LANES);
        store(c13, sums, 9 * LANES);
        store(c14, sums, 10 * LANES);
        store(c15, sums, 11 * LANES);
    }
}
