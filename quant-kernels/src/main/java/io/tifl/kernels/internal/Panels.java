package io.tifl.kernels.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tifl.kernels.internal.PanelBytes.Extra;
import io.tifl.kernels.jit.GemmArithmetic;
import io.tifl.kernels.jit.GemmFrame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Packed weights: panels of sixteen columns in native memory, freed with this object. Immutable and thread-safe.
 *
 * <p>Built from weights only and never from bytes somebody else packed, so that kernels can trust every address in it.
 */
public final class Panels {
    private static final int PREFETCH_SLACK = 4096;

    private final int depth;
    private final int columns;
    private final boolean saturating;
    private final MemorySegment blocks;
    private final MemorySegment descriptors;
    private final MemorySegment offsets;
    private final MemorySegment columnProducts;
    private final List<Map<GemmArithmetic, Integer>> largestInputs;
    private final List<Integer> extraCounts;

    private Panels(Weights weights, boolean saturating, List<PanelPlan> plans) {
        this.depth = weights.depth();
        this.columns = weights.columns();
        this.saturating = saturating;
        this.largestInputs = plans.stream().map(PanelPlan::largestInputs).toList();
        this.extraCounts =
                plans.stream().map(plan -> plan.bytes().extras.size()).toList();
        Arena arena = Arena.ofAuto();
        this.blocks = arena.allocate(plans.stream().mapToLong(Panels::size).sum() + PREFETCH_SLACK, 64);
        this.descriptors = arena.allocate((long) plans.size() * GemmFrame.DESCRIPTOR_BYTES, 64);
        this.offsets = arena.allocate(
                JAVA_INT, extraCounts.stream().mapToLong(Integer::longValue).sum());
        this.columnProducts = arena.allocate((long) Integer.BYTES * PanelBytes.COLUMNS * plans.size(), 64);
        write(plans);
    }

    /**
     * Packs weights.
     *
     * @param largestInput inputs beyond which exactness may cost speed, 1 to 255
     */
    public static Panels exact(Weights weights, int largestInput) {
        return new Panels(weights, false, plans(weights, bytes -> PanelPlan.cheapest(bytes, largestInput)));
    }

    /** Packs weights so that sums of two products saturate in 16 bits, as in FBGEMM and oneDNN. */
    public static Panels saturating(Weights weights) {
        return new Panels(weights, true, plans(weights, PanelPlan::of));
    }

    /** Packs weights for sums that have 32 bits from the first product on. */
    static Panels unbounded(Weights weights) {
        return new Panels(weights, false, plans(weights, PanelPlan::unbounded));
    }

    private static List<PanelPlan> plans(Weights weights, Function<PanelBytes, PanelPlan> plan) {
        return IntStream.range(0, Math.ceilDiv(weights.columns(), PanelBytes.COLUMNS))
                .mapToObj(panel -> plan.apply(PanelBytes.of(weights, panel)))
                .toList();
    }

    private static long size(PanelPlan plan) {
        return plan.bytes().blocks.length
                + (long) GemmFrame.VECTOR_BYTES * plan.bytes().extras.size();
    }

    private void write(List<PanelPlan> plans) {
        long at = 0;
        long extrasBefore = 0;
        for (int panel = 0; panel < plans.size(); panel++) {
            PanelBytes bytes = plans.get(panel).bytes();
            MemorySegment descriptor = descriptor(panel);
            descriptor.set(JAVA_LONG, GemmFrame.BLOCKS, blocks.address() + at);
            long size = size(plans.get(panel));
            descriptor.set(JAVA_LONG, GemmFrame.NEXT_PANEL, panel + 1 < plans.size() ? size : 0);
            MemorySegment.copy(bytes.blocks, 0, blocks, JAVA_BYTE, at, bytes.blocks.length);
            writeProducts(panel, bytes);
            long extrasAt = at + bytes.blocks.length;
            for (int vector = 0; vector < PanelBytes.VECTORS; vector++) {
                int which = vector;
                List<Extra> extras = bytes.extras.stream()
                        .filter(extra -> extra.vector() == which)
                        .toList();
                writeExtras(extras(panel, vector), extras, extrasAt, extrasBefore);
                extrasAt += (long) GemmFrame.VECTOR_BYTES * extras.size();
                extrasBefore += extras.size();
            }
            at += size;
        }
    }

    /** What a panel's descriptor says of a vector's extra steps. */
    private MemorySegment extras(int panel, int vector) {
        return descriptor(panel)
                .asSlice(GemmFrame.EXTRAS + (long) GemmFrame.EXTRAS_BYTES * vector, GemmFrame.EXTRAS_BYTES);
    }

    private void writeExtras(MemorySegment descriptor, List<Extra> extras, long at, long before) {
        descriptor.set(JAVA_LONG, GemmFrame.EXTRA_BLOCKS, blocks.address() + at);
        descriptor.set(JAVA_LONG, GemmFrame.EXTRA_OFFSETS, offsets.address() + Integer.BYTES * before);
        descriptor.set(JAVA_LONG, GemmFrame.EXTRA_COUNT, extras.size());
        for (int i = 0; i < extras.size(); i++) {
            offsets.setAtIndex(JAVA_INT, before + i, extras.get(i).step() * PanelBytes.ROWS_IN_STEP);
            byte[] block = extras.get(i).block();
            MemorySegment.copy(block, 0, blocks, JAVA_BYTE, at + (long) i * block.length, block.length);
        }
    }

    private void writeProducts(int panel, PanelBytes bytes) {
        int first = panel * PanelBytes.COLUMNS;
        long address = columnProducts.address() + (long) Integer.BYTES * first;
        descriptor(panel).set(JAVA_LONG, GemmFrame.COLUMN_PRODUCTS, address);
        for (int column = 0; column < PanelBytes.COLUMNS; column++) {
            columnProducts.setAtIndex(JAVA_INT, first + column, -bytes.products(column));
        }
    }

    MemorySegment descriptor(int panel) {
        return descriptors.asSlice((long) panel * GemmFrame.DESCRIPTOR_BYTES, GemmFrame.DESCRIPTOR_BYTES);
    }

    public int depth() {
        return depth;
    }

    public int columns() {
        return columns;
    }

    public boolean saturating() {
        return saturating;
    }

    /** How many panels there are; the last may hold fewer than sixteen columns. */
    public int count() {
        return largestInputs.size();
    }

    /** Columns of a panel that exist. */
    int columnsOf(int panel) {
        return Math.min(PanelBytes.COLUMNS, columns - panel * PanelBytes.COLUMNS);
    }

    /** The fastest way of multiplying a panel that is right for inputs up to {@code largestInput}. */
    public GemmArithmetic arithmetic(int panel, int largestInput) {
        if (saturating) {
            return GemmArithmetic.CHAIN1;
        }
        for (GemmArithmetic arithmetic : GemmArithmetic.values()) {
            if (largestInputs.get(panel).getOrDefault(arithmetic, 0) >= largestInput) {
                return arithmetic;
            }
        }
        return GemmArithmetic.WIDENED;
    }

    /** Steps a panel takes besides its own. */
    public int extraSteps(int panel) {
        return extraCounts.get(panel);
    }

    /** The weights, row-major. */
    public byte[] unpack() {
        byte[] values = new byte[Math.multiplyExact(depth, columns)];
        for (int panel = 0; panel < count(); panel++) {
            MemorySegment descriptor = descriptor(panel);
            long block = descriptor.get(JAVA_LONG, GemmFrame.BLOCKS) - blocks.address();
            for (int step = 0; step < Math.ceilDiv(depth, PanelBytes.ROWS_IN_STEP); step++) {
                addBlock(
                        values,
                        step * PanelBytes.ROWS_IN_STEP,
                        panel * PanelBytes.COLUMNS,
                        PanelBytes.COLUMNS,
                        block + (long) step * GemmFrame.BLOCK_BYTES);
            }
            for (int vector = 0; vector < PanelBytes.VECTORS; vector++) {
                addExtras(values, panel, vector);
            }
        }
        return values;
    }

    private void addExtras(byte[] values, int panel, int vector) {
        MemorySegment descriptor = extras(panel, vector);
        long block = descriptor.get(JAVA_LONG, GemmFrame.EXTRA_BLOCKS) - blocks.address();
        long first = (descriptor.get(JAVA_LONG, GemmFrame.EXTRA_OFFSETS) - offsets.address()) / Integer.BYTES;
        for (int i = 0; i < descriptor.get(JAVA_LONG, GemmFrame.EXTRA_COUNT); i++) {
            int row = offsets.getAtIndex(JAVA_INT, first + i);
            int column = panel * PanelBytes.COLUMNS + vector * PanelBytes.VECTOR_COLUMNS;
            addBlock(values, row, column, PanelBytes.VECTOR_COLUMNS, block + (long) i * GemmFrame.VECTOR_BYTES);
        }
    }

    private void addBlock(byte[] values, int firstRow, int firstColumn, int width, long block) {
        for (int row = firstRow; row < Math.min(firstRow + PanelBytes.ROWS_IN_STEP, depth); row++) {
            for (int column = firstColumn; column < Math.min(firstColumn + width, columns); column++) {
                values[row * columns + column] +=
                        blocks.get(JAVA_BYTE, block + PanelBytes.index(0, column - firstColumn, row - firstRow));
            }
        }
    }
}
