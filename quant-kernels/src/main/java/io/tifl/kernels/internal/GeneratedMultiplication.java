package io.tifl.kernels.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tifl.kernels.jit.GemmArithmetic;
import io.tifl.kernels.jit.GemmFrame;
import io.tifl.kernels.jit.GemmKernels;
import io.tifl.kernels.jit.GemmTiles;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Products with one matrix of weights by generated code, everything that can be known beforehand resolved.
 *
 * <p>Rows are taken in blocks whose inputs stay in the second cache while panel after panel of weights passes through
 * the first. Before a block is multiplied its largest input is found, if that can decide for a faster way of adding.
 * Calls that hand over arrays on the heap hold up the garbage collector, so they are cut into pieces of about 100
 * microseconds.
 */
final class GeneratedMultiplication implements Multiplication {
    /** What inputs are told apart by: the runs for the least of these they do not exceed are taken. */
    private static final int[] LEVELS = {63, 127, 255};

    private static final int INPUT_BLOCK_BYTES = 192 << 10;
    private static final int ROWS_OF_WHOLE_TILES = 11;
    private static final long HEAP_PRODUCTS = 8 << 20;

    private final GemmKernels kernels;
    private final Panels panels;
    private final StageValues stage;
    private final List<List<Run>> runs;
    private final boolean scans;
    private final boolean widens;

    private GeneratedMultiplication(GemmKernels kernels, Panels panels, Stage stage, List<List<Run>> runs) {
        this.kernels = kernels;
        this.panels = panels;
        this.stage = StageValues.of(stage, panels.count() * PanelBytes.COLUMNS);
        this.runs = runs;
        this.scans = stage.output().rowSums() || !runs.getFirst().equals(runs.getLast());
        this.widens = runs.stream().flatMap(List::stream).anyMatch(run -> run.arithmetic() == GemmArithmetic.WIDENED);
    }

    static Optional<Multiplication> bind(GemmKernels kernels, Panels panels, Stage stage) {
        List<List<Run>> all = new ArrayList<>();
        for (int level : LEVELS) {
            Optional<List<Run>> runs = Run.of(kernels, panels, stage.output(), level);
            if (runs.isEmpty()) {
                return Optional.empty();
            }
            all.add(runs.orElseThrow());
        }
        return Optional.of(new GeneratedMultiplication(kernels, panels, stage, List.copyOf(all)));
    }

    @Override
    public void compute(Input input, MemorySegment output, long outputStride, Slice slice) {
        boolean heap = !input.values().isNative() || !output.isNative();
        int blockRows = blockRows(slice, heap);
        GemmScratch scratch = GemmScratch.take(blockRows, panels.depth(), input instanceof Input.Floats, widens);
        try {
            int end = slice.firstRow() + slice.rows();
            for (int row = slice.firstRow(); row < end; row += blockRows) {
                block(scratch, input, output, outputStride, row, Math.min(blockRows, end - row), slice, heap);
            }
        } finally {
            scratch.giveBack();
            // The kernels know addresses only, which do not keep the weights alive.
            Reference.reachabilityFence(this);
        }
    }

    private int blockRows(Slice slice, boolean heap) {
        long rows = Math.max(1, INPUT_BLOCK_BYTES / ((widens ? 2L : 1L) * Math.max(1, panels.depth())));
        if (heap) {
            rows = Math.min(rows, Math.max(1, HEAP_PRODUCTS / productsPerRow(1)));
        }
        long tall = rows / ROWS_OF_WHOLE_TILES * ROWS_OF_WHOLE_TILES;
        return (int) Math.min(slice.rows(), Math.max(GemmKernels.MAX_ROWS, tall));
    }

    private long productsPerRow(int panelCount) {
        return Math.max(1L, (long) panelCount * PanelBytes.COLUMNS * panels.depth());
    }

    /** Rows as a kernel reads them. */
    private record Operand(MemorySegment values, long stride) {}

    private void block(
            GemmScratch scratch,
            Input input,
            MemorySegment output,
            long outputStride,
            int firstRow,
            int rows,
            Slice slice,
            boolean heap) {
        Operand bytes = bytes(scratch, input, firstRow, rows);
        List<Run> chosen = scans ? runs.get(level(scan(scratch, bytes, rows))) : runs.getLast();
        boolean widened = false;
        int panelsPerCall =
                heap ? Math.clamp(HEAP_PRODUCTS / (rows * productsPerRow(1)), 1, Integer.MAX_VALUE) : Integer.MAX_VALUE;
        for (Run run : chosen) {
            int first = Math.max(run.first(), slice.firstPanel());
            int end = Math.min(run.end(), slice.firstPanel() + slice.panels());
            Operand operand = bytes;
            if (run.arithmetic() == GemmArithmetic.WIDENED && first < end) {
                operand = new Operand(scratch.words(), GemmScratch.wordsBytes(panels.depth()));
                if (!widened) {
                    widen(scratch, bytes, rows);
                    widened = true;
                }
            }
            int count;
            for (int panel = first; panel < end; panel += count) {
                int atOnce = Math.min(run.tiles().size(), end - panel);
                int times = Math.max(1, Math.min(panelsPerCall, end - panel) / atOnce);
                count = times * atOnce;
                describe(scratch, run, panel, atOnce, times, rows, operand.stride, outputStride);
                long at = firstRow * outputStride + (long) panel * PanelBytes.COLUMNS * stage.elementBytes();
                kernels.multiply(scratch.frame(), operand.values, output.asSlice(at));
            }
        }
    }

    /** The block's rows as bytes: where they lie, or quantized. */
    private Operand bytes(GemmScratch scratch, Input input, int firstRow, int rows) {
        MemorySegment values = input.values().asSlice(firstRow * input.stride());
        if (!(input instanceof Input.Floats floats)) {
            return new Operand(values, input.stride());
        }
        kernels.quantize(
                scratch.inputFrame(),
                values,
                rows,
                panels.depth(),
                input.stride(),
                floats.inverseScale(),
                floats.zeroPoint(),
                scratch.bytes());
        return new Operand(scratch.bytes(), panels.depth());
    }

    private int scan(GemmScratch scratch, Operand bytes, int rows) {
        return kernels.scan(scratch.inputFrame(), bytes.values, rows, panels.depth(), bytes.stride, scratch.rowSums());
    }

    private void widen(GemmScratch scratch, Operand bytes, int rows) {
        kernels.widen(
                scratch.inputFrame(),
                bytes.values,
                rows,
                panels.depth(),
                bytes.stride,
                scratch.words(),
                scratch.rowProducts());
    }

    private static int level(int largest) {
        int level = 0;
        while (LEVELS[level] < largest) {
            level++;
        }
        return level;
    }

    private void describe(
            GemmScratch scratch,
            Run run,
            int firstPanel,
            int atOnce,
            int times,
            int rows,
            long stride,
            long outputStride) {
        GemmTiles functions = run.tiles().get(atOnce - 1);
        MemorySegment frame = scratch.frame();
        int tiles = Math.ceilDiv(rows, run.arithmetic().tileRows());
        int height = rows / tiles;
        int tall = rows % tiles;
        int steps = run.arithmetic() == GemmArithmetic.WIDENED
                ? Math.ceilDiv(panels.depth(), PanelBytes.ROWS_IN_STEP)
                : panels.depth() / PanelBytes.ROWS_IN_STEP;
        frame.set(JAVA_LONG, GemmFrame.PANELS, panels.descriptor(firstPanel).address());
        frame.set(JAVA_LONG, GemmFrame.PANEL_COUNT, times);
        tiles(
                frame,
                GemmFrame.TALL,
                tall,
                Math.min(height + 1, run.arithmetic().tileRows()),
                functions,
                stride,
                outputStride);
        tiles(frame, GemmFrame.SHORT, tiles - tall, height, functions, stride, outputStride);
        frame.set(JAVA_LONG, GemmFrame.STRIDE_A, stride);
        frame.set(JAVA_LONG, GemmFrame.STRIDE_C, outputStride);
        frame.set(JAVA_LONG, GemmFrame.CHUNKS, steps / 4);
        frame.set(JAVA_LONG, GemmFrame.SINGLES, steps % 4);
        frame.set(JAVA_LONG, GemmFrame.PANEL_STEP_C, (long) atOnce * PanelBytes.COLUMNS * stage.elementBytes());
        frame.set(JAVA_LONG, GemmFrame.PANEL_STEP_DESCRIPTORS, (long) atOnce * GemmFrame.DESCRIPTOR_BYTES);
        frame.set(JAVA_LONG, GemmFrame.PANEL_STEP_COLUMNS, (long) atOnce * PanelBytes.COLUMNS * Integer.BYTES);
        frame.set(JAVA_LONG, GemmFrame.ROW_SUMS, scratch.rowSums().address());
        frame.set(JAVA_LONG, GemmFrame.ROW_PRODUCTS_OFFSET, scratch.rowProductsOffset());
        stage.describe(frame, firstPanel);
    }

    private static void tiles(
            MemorySegment frame, int kind, int count, int height, GemmTiles functions, long stride, long outputStride) {
        frame.set(JAVA_LONG, kind + GemmFrame.TILE_FUNCTION, functions.function(height));
        frame.set(JAVA_LONG, kind + GemmFrame.TILE_COUNT, count);
        frame.set(JAVA_LONG, kind + GemmFrame.TILE_STEP_A, height * stride);
        frame.set(JAVA_LONG, kind + GemmFrame.TILE_STEP_C, height * outputStride);
        frame.set(JAVA_LONG, kind + GemmFrame.TILE_STEP_ROW_SUMS, (long) Integer.BYTES * height);
    }
}
