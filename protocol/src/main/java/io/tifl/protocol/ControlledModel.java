package io.tifl.protocol;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A model and the control variate that travels with it, as SCAFFOLD's do (Karimireddy et al., ICML 2020): one vector whose
 * first half is the model and whose second half has a value for each of the first. So whatever carries, keeps, checks and sums
 * models does the same for both. Immutable.
 *
 * @param parameters the model, or its change
 * @param variate of the same layout
 */
public record ControlledModel(Parameters parameters, Parameters variate) {
    private static final String PREFIX = "variate:";

    public ControlledModel {
        if (!parameters.layout().equals(variate.layout())) {
            throw new IllegalArgumentException("the model has the layout "
                    + parameters.layout().describe() + ", its variate "
                    + variate.layout().describe());
        }
    }

    /** A model whose variate is zero. */
    public static ControlledModel startingAt(Parameters parameters) {
        return new ControlledModel(parameters, Parameters.zeros(parameters.layout()));
    }

    /** Whether vectors of this layout have a second half. */
    public static boolean isControlled(Layout layout) {
        List<Layout.Block> blocks = layout.blocks();
        int half = blocks.size() / 2;
        boolean pairs = blocks.size() == 2 * half;
        for (int i = 0; pairs && i < half; i++) {
            pairs = blocks.get(half + i).equals(variateOf(blocks.get(i)));
        }
        return pairs;
    }

    /**
     * The two halves, uncopied.
     *
     * @throws IllegalArgumentException if there is no second half
     */
    public static ControlledModel of(Parameters both) {
        Layout layout = both.layout();
        if (!isControlled(layout)) {
            throw new IllegalArgumentException(
                    "a model with a control variate was expected, got the layout " + layout.describe());
        }
        Layout half = new Layout(layout.blocks().subList(0, layout.blocks().size() / 2));
        MemorySegment values = both.values();
        long bytes = values.byteSize() / 2;
        return new ControlledModel(
                new Parameters(half, values.asSlice(0, bytes)), new Parameters(half, values.asSlice(bytes, bytes)));
    }

    /** The model alone: the first half, or the whole if there is no second. */
    public static Parameters modelOf(Parameters parameters) {
        return isControlled(parameters.layout()) ? of(parameters).parameters() : parameters;
    }

    /** Both as one vector. */
    public Parameters joined() {
        List<Layout.Block> blocks = new ArrayList<>(parameters.layout().blocks());
        parameters.layout().blocks().forEach(block -> blocks.add(variateOf(block)));
        Layout layout = new Layout(blocks);
        MemorySegment values = VectorMemory.floats(layout.size());
        long bytes = values.byteSize() / 2;
        values.asSlice(0, bytes).copyFrom(parameters.values());
        values.asSlice(bytes, bytes).copyFrom(variate.values());
        return new Parameters(layout, values);
    }

    private static Layout.Block variateOf(Layout.Block block) {
        return new Layout.Block(PREFIX + block.name(), block.shape());
    }
}
