package io.tifl.client.compiled;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Kernels whose large calls are shared by the threads of a crew. Every value is computed as one thread would, so results have the
 * same bits for any number of threads. Confined to one calling thread.
 *
 * <p>A contraction is cut by rows, a dense layer by outputs, element-wise work by ranges; each part is large enough to be worth
 * waking a thread for, a few tens of microseconds, or the call stays where it is. Pooling is: its calls are small.
 */
final class ParallelKernels implements Kernels {
    private static final long MIN_PRODUCTS = 1 << 20;
    private static final int MIN_VALUES = 1 << 16;

    // Tiles of 8, 6, 4 and 2 rows or columns fit into it.
    private static final int TILES = 24;

    private final Crew crew;
    private final Kernels[] own;
    private final IdentityHashMap<Contraction, Cut> cuts = new IdentityHashMap<>();

    /** Runs on kernels of this backend, one per thread. */
    ParallelKernels(Crew crew, Backend backend, Slab slab) {
        this.crew = crew;
        this.own = new Kernels[crew.threads()];
        Arrays.setAll(own, thread -> backend.over(slab));
    }

    /** A contraction of this many rows, in parts of {@code share} rows. */
    private record Cut(int rows, int share, List<Contraction> parts) {
        static Cut of(Contraction whole, int rows, int threads) {
            int share = shareOf(rows, threads, TILES);
            List<Contraction> parts = IntStream.range(0, Math.ceilDiv(rows, share))
                    .mapToObj(part -> whole.rows(part * share, Math.min(rows, (part + 1) * share)))
                    .toList();
            return new Cut(rows, share, parts);
        }
    }

    private static int shareOf(int count, int parts, int multiple) {
        return Math.ceilDiv(Math.ceilDiv(count, parts), multiple) * multiple;
    }

    @Override
    public int threads() {
        return crew.threads();
    }

    @Override
    public void each(int parts, IntConsumer work) {
        crew.each(parts, work);
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
        if (crew.isWorking() || rows <= TILES || (long) rows * segments * length * columns < MIN_PRODUCTS) {
            own[0].contract(shape, rows, segments, length, columns, a, b, start, out, floor);
            return;
        }
        Cut cut = cuts.get(shape);
        if (cut == null || cut.rows != rows) {
            cut = Cut.of(shape, rows, crew.threads());
            cuts.put(shape, cut);
        }
        Cut ready = cut;
        crew.each(
                ready.parts.size(),
                part -> own[part].contract(
                        ready.parts.get(part),
                        Math.min(ready.share, rows - part * ready.share),
                        segments,
                        length,
                        columns,
                        a,
                        b,
                        start,
                        out,
                        floor));
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
        if (outputs <= TILES || (long) rows * outputs * length < MIN_PRODUCTS) {
            own[0].dense(x, xRow, rows, w, wRow, outputs, length, bias, y, yRow, floor);
            return;
        }
        int step = shareOf(outputs, crew.threads(), TILES);
        crew.each(Math.ceilDiv(outputs, step), part -> {
            int from = part * step;
            own[part].dense(
                    x,
                    xRow,
                    rows,
                    w + from * wRow,
                    wRow,
                    Math.min(step, outputs - from),
                    length,
                    bias + from,
                    y + from,
                    yRow,
                    floor);
        });
    }

    /** Work on a range of values. */
    private interface Range {
        void on(Kernels kernels, int from, int count);
    }

    // Ranges are whole cache lines, and with them whole vectors.
    private void ranges(int count, Range range) {
        if (count < MIN_VALUES || crew.isWorking()) {
            range.on(own[0], 0, count);
            return;
        }
        int step = shareOf(count, crew.threads(), 16);
        crew.each(
                Math.ceilDiv(count, step),
                part -> range.on(own[part], part * step, Math.min(step, count - part * step)));
    }

    @Override
    public void activate(Activation activation, int values, int count) {
        ranges(count, (kernels, from, some) -> kernels.activate(activation, values + from, some));
    }

    @Override
    public void differentiate(Activation activation, int gradient, int out, int delta, int count) {
        ranges(
                count,
                (kernels, from, some) ->
                        kernels.differentiate(activation, gradient + from, out + from, delta + from, some));
    }

    @Override
    public void softmax(int scores, int count) {
        own[0].softmax(scores, count);
    }

    @Override
    public void add(int values, int to, int count) {
        ranges(count, (kernels, from, some) -> kernels.add(values + from, to + from, some));
    }

    @Override
    public void multiply(int a, int b, int out, int count) {
        ranges(count, (kernels, from, some) -> kernels.multiply(a + from, b + from, out + from, some));
    }

    @Override
    public void maxPool(Windows windows, int in, int out) {
        own[0].maxPool(windows, in, out);
    }

    @Override
    public void maxPoolGradient(Windows windows, int in, int out, int outGradient, int inGradient) {
        own[0].maxPoolGradient(windows, in, out, outGradient, inGradient);
    }

    @Override
    public void disjointMaxPoolGradient(Windows windows, int in, int out, int outGradient, int inGradient) {
        own[0].disjointMaxPoolGradient(windows, in, out, outGradient, inGradient);
    }

    @Override
    public void averagePool(Windows windows, int in, int out) {
        own[0].averagePool(windows, in, out);
    }

    @Override
    public void averagePoolGradient(Windows windows, int outGradient, int inGradient) {
        own[0].averagePoolGradient(windows, outGradient, inGradient);
    }

    // Recurrent steps are small and wait for each other.
    @Override
    public void panel(int a, int aRow, int rows, int length, int b, int start, int out, int outRow) {
        own[0].panel(a, aRow, rows, length, b, start, out, outRow);
    }

    @Override
    public void cell(int gates, int before, int cell, int units) {
        own[0].cell(gates, before, cell, units);
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
        own[0].cellGradient(activation, gateActivation, gates, before, squashed, gradient, carried, units);
    }

    @Override
    public void regularise(int g, int w, int start, int count, float scale, float l1, float l2, float mu) {
        ranges(
                count,
                (kernels, from, some) -> kernels.regularise(g + from, w + from, start + from, some, scale, l1, l2, mu));
    }

    // One sum in one order.
    @Override
    public double squares(int values, int count) {
        return own[0].squares(values, count);
    }

    @Override
    public void clip(int values, int count, float limit) {
        ranges(count, (kernels, from, some) -> kernels.clip(values + from, some, limit));
    }

    @Override
    public void sgd(int w, int g, int count, float rate) {
        ranges(count, (kernels, from, some) -> kernels.sgd(w + from, g + from, some, rate));
    }

    @Override
    public void nesterovs(int w, int g, int v, int count, float scale, float rate, float momentum) {
        ranges(
                count,
                (kernels, from, some) -> kernels.nesterovs(w + from, g + from, v + from, some, scale, rate, momentum));
    }

    @Override
    public void rmsprop(int w, int g, int s, int count, float scale, float rate, float decay, float epsilon) {
        ranges(
                count,
                (kernels, from, some) ->
                        kernels.rmsprop(w + from, g + from, s + from, some, scale, rate, decay, epsilon));
    }

    @Override
    public void adam(int w, int g, int m, int s, int count, float scale, float rate, float epsilon) {
        ranges(
                count,
                (kernels, from, some) ->
                        kernels.adam(w + from, g + from, m + from, s + from, some, scale, rate, epsilon));
    }

    @Override
    public void adagrad(int w, int g, int s, int count, float scale, float rate, float epsilon) {
        ranges(
                count,
                (kernels, from, some) -> kernels.adagrad(w + from, g + from, s + from, some, scale, rate, epsilon));
    }
}
