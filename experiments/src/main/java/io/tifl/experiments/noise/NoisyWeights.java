package io.tifl.experiments.noise;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of a model's weights as a device would hold them. The model itself is never written, so nothing has to be restored. Immutable
 * and thread-safe.
 */
public final class NoisyWeights {
    private final Parameters clean;
    private final AnalogDevice device;
    private final List<Part> parts;
    private final Spread whole;

    private record Part(String name, int from, int to, Spread spread) {}

    /**
     * @throws IllegalArgumentException if the scope holds no tensor of this model, or a value there is not finite
     */
    public NoisyWeights(Parameters clean, AnalogDevice device, Scope scope) {
        this.clean = clean;
        this.device = device;
        this.parts = parts(clean, scope);
        this.whole = whole(clean, parts);
    }

    private static List<Part> parts(Parameters clean, Scope scope) {
        float[] values = clean.toArray();
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (Layout.Block block : clean.layout().blocks()) {
            int to = from + block.size();
            if (scope.has(block)) {
                requireFinite(block, values, from, to);
                parts.add(new Part(block.name(), from, to, Spread.of(values, from, to)));
            }
            from = to;
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("the model has no " + scope + " that could be disturbed: "
                    + clean.layout().describe());
        }
        return List.copyOf(parts);
    }

    private static void requireFinite(Layout.Block block, float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("weights must be finite, got " + values[i] + " at " + (i - from)
                        + " of '" + block.name() + "'");
            }
        }
    }

    private static Spread whole(Parameters clean, List<Part> parts) {
        int size = parts.stream().mapToInt(part -> part.to() - part.from()).sum();
        float[] all = new float[size];
        float[] values = clean.toArray();
        int at = 0;
        for (Part part : parts) {
            int length = part.to() - part.from();
            System.arraycopy(values, part.from(), all, at, length);
            at += length;
        }
        return Spread.of(all, 0, size);
    }

    /** The names of the tensors that are disturbed, in the model's order. */
    public List<String> tensors() {
        return parts.stream().map(Part::name).toList();
    }

    /**
     * The weights of one chip: the same level and seed give the same bits, whoever asks and in whatever order.
     *
     * @param level of the device's noise; 0 of noise that has a share as its level gives the clean weights themselves
     * @throws IllegalArgumentException if the level means nothing to the device
     */
    public Parameters chip(double level, Seed seed) {
        device.check(level);
        float[] values = clean.toArray();
        for (Part part : parts) {
            Tensor tensor = new Tensor(values, part.from(), part.to(), part.spread(), whole);
            device.disturb(tensor, level, NoiseStream.of(seed.child(part.name())));
        }
        return Parameters.owning(clean.layout(), values);
    }
}
