package io.tifl.protocol;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Which layers of a model clients keep to themselves, while the rest is shared. Immutable.
 *
 * <p>Written as names, comma-separated: {@code head}, the last layer that has parameters; {@code batch-norm}, all of batch
 * normalisation (FedBN, Li et al., ICLR 2021); or a block's name, such as {@code 3_W}, in which {@code *} stands for anything.
 */
public final class LayerSelection {
    private static final LayerSelection NONE = new LayerSelection(List.of());
    private static final String HEAD = "head";
    private static final String BATCH_NORM = "batch-norm";
    private static final Set<String> NORMALISING = Set.of("gamma", "beta");

    private final List<String> names;

    private LayerSelection(List<String> names) {
        this.names = names;
    }

    /** Keeps nothing back. */
    public static LayerSelection none() {
        return NONE;
    }

    /**
     * Reads names, comma-separated; empty text is {@link #none}.
     *
     * @throws IllegalArgumentException if one is blank
     */
    public static LayerSelection parse(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (names.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a name of a layer is missing in '" + text + "'");
        }
        return new LayerSelection(names);
    }

    /** Whether nothing is kept back. */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /**
     * The blocks that are shared, in the model's order.
     *
     * @throws IllegalArgumentException if a name selects no block, or nothing is left to share
     */
    public Layout shared(Layout model) {
        for (String name : names) {
            if (model.blocks().stream().noneMatch(block -> selects(name, block, model))) {
                throw new IllegalArgumentException("no layer '" + name + "' in the model " + model.describe());
            }
        }
        List<Layout.Block> blocks = model.blocks().stream()
                .filter(block -> !isPrivate(block, model))
                .toList();
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("all layers are private: nothing is left to learn together");
        }
        return new Layout(blocks);
    }

    /** The shared values of a whole model. */
    public Parameters sharedOf(Parameters model) {
        return isEmpty() ? model : part(model, shared(model.layout()), false);
    }

    /** The private values of a whole model, of which at least one layer is private. */
    public Parameters privateOf(Parameters model) {
        Layout layout = model.layout();
        return part(
                model,
                new Layout(layout.blocks().stream()
                        .filter(block -> isPrivate(block, layout))
                        .toList()),
                true);
    }

    /**
     * A whole model of shared and private values.
     *
     * @throws IllegalArgumentException if they are not those of this layout
     */
    public Parameters joined(Layout model, Parameters shared, Parameters own) {
        MemorySegment values = VectorMemory.floats(model.size());
        Parameters whole = new Parameters(model, values);
        requireLayout("shared", shared(model), shared.layout());
        requireLayout("private", privateOf(whole).layout(), own.layout());
        long at = 0;
        long sharedAt = 0;
        long ownAt = 0;
        for (Layout.Block block : model.blocks()) {
            long bytes = (long) Float.BYTES * block.size();
            if (isPrivate(block, model)) {
                MemorySegment.copy(own.values(), ownAt, values, at, bytes);
                ownAt += bytes;
            } else {
                MemorySegment.copy(shared.values(), sharedAt, values, at, bytes);
                sharedAt += bytes;
            }
            at += bytes;
        }
        return whole;
    }

    private static void requireLayout(String what, Layout expected, Layout actual) {
        if (!expected.equals(actual)) {
            throw new IllegalArgumentException(
                    "the " + what + " layers are " + expected.describe() + ", got " + actual.describe());
        }
    }

    private Parameters part(Parameters model, Layout layout, boolean ofPrivate) {
        MemorySegment values = VectorMemory.floats(layout.size());
        long at = 0;
        long to = 0;
        for (Layout.Block block : model.layout().blocks()) {
            long bytes = (long) Float.BYTES * block.size();
            if (isPrivate(block, model.layout()) == ofPrivate) {
                MemorySegment.copy(model.values(), at, values, to, bytes);
                to += bytes;
            }
            at += bytes;
        }
        return new Parameters(layout, values);
    }

    private boolean isPrivate(Layout.Block block, Layout model) {
        return names.stream().anyMatch(name -> selects(name, block, model));
    }

    private static boolean selects(String name, Layout.Block block, Layout model) {
        return switch (name) {
            case HEAD -> layer(block).equals(layer(model.blocks().getLast()));
            case BATCH_NORM -> isBatchNorm(block, model);
            default -> matches(name, block.name());
        };
    }

    /** The layers that have statistics, with what they scale and shift by. */
    private static boolean isBatchNorm(Layout.Block block, Layout model) {
        return RunningStatistics.has(block)
                || (NORMALISING.contains(kind(block))
                        && model.blocks().stream()
                                .anyMatch(other -> RunningStatistics.has(other)
                                        && layer(other).equals(layer(block))));
    }

    private static String layer(Layout.Block block) {
        return block.name().substring(0, Math.max(0, block.name().lastIndexOf('_')));
    }

    private static String kind(Layout.Block block) {
        return block.name().substring(block.name().lastIndexOf('_') + 1);
    }

    private static boolean matches(String pattern, String name) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return pattern.equals(name);
        }
        String last = parts[parts.length - 1];
        if (!name.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = name.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return name.length() - at >= last.length() && name.endsWith(last);
    }
}
