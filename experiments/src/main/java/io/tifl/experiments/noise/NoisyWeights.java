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

    private record Part(String name, Form form, int from, int to, Spread spread) {}

    /**
     * @throws IllegalArgumentException if the scope holds no tensor of this model, or a value there is not finite
     */
    public NoisyWeights(Parameters clean, AnalogDevice device, Scope scope) {
        this.clean = clean;
        this.device = device;
        float[] values = clean.toArray();
        this.parts = parts(clean.layout(), values, scope);
        // Noise on one tensor is what it is when all are disturbed, so the whole is that of all of these roles.
        this.whole = scope.only().isEmpty()
                ? whole(values, parts)
                : whole(values, parts(clean.layout(), values, new Scope(scope.roles())));
    }

    private static List<Part> parts(Layout layout, float[] values, Scope scope) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (Layout.Block block : layout.blocks()) {
            int to = from + block.size();
            if (scope.has(block)) {
                requireFinite(block, values, from, to);
                Form form = Form.of(block);
                float[] held = held(form, values, from, to);
                parts.add(new Part(block.name(), form, from, to, Spread.of(held, 0, held.length)));
            }
            from = to;
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException(
                    "the model has no " + scope + " that could be disturbed: " + layout.describe());
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

    private static float[] held(Form form, float[] values, int from, int to) {
        float[] held = new float[to - from];
        for (int i = from; i < to; i++) {
            held[i - from] = form.held(values[i]);
        }
        return held;
    }

    private static Spread whole(float[] values, List<Part> parts) {
        int size = parts.stream().mapToInt(part -> part.to() - part.from()).sum();
        float[] all = new float[size];
        int at = 0;
        for (Part part : parts) {
            float[] held = held(part.form(), values, part.from(), part.to());
            System.arraycopy(held, 0, all, at, held.length);
            at += held.length;
        }
        return Spread.of(all, 0, size);
    }

    /** The names of the tensors that are disturbed, in the model's order. */
    public List<String> tensors() {
        return parts.stream().map(Part::name).toList();
    }

    /**
     * The weights of one chip at its first reading: the same level and seed give the same bits, whoever asks and in whatever order.
     *
     * @param level of the device's noise; 0 of noise that has a share as its level gives the clean weights themselves
     * @throws IllegalArgumentException if the level means nothing to the device
     */
    public Parameters chip(double level, Seed seed) {
        return chip(level, seed, 0);
    }

    /**
     * The weights of the same chip at one of its readings: what was drawn when it was programmed stays, and what every reading draws is
     * drawn anew.
     *
     * @param reading from 0 on
     */
    public Parameters chip(double level, Seed seed, int reading) {
        device.check(level);
        if (reading < 0) {
            throw new IllegalArgumentException("readings count from 0, got " + reading);
        }
        float[] values = clean.toArray();
        for (Part part : parts) {
            disturb(part, values, level, Chance.of(NoiseStream.of(seed.child(part.name())), reading));
        }
        return Parameters.owning(clean.layout(), values);
    }

    private void disturb(Part part, float[] values, double level, Chance chance) {
        if (part.form() == Form.PLAIN) {
            device.disturb(new Tensor(values, part.from(), part.to(), part.spread(), whole), level, chance);
            return;
        }
        float[] before = held(part.form(), values, part.from(), part.to());
        float[] after = before.clone();
        device.disturb(new Tensor(after, 0, after.length, part.spread(), whole), level, chance);
        for (int i = 0; i < after.length; i++) {
            if (after[i] != before[i]) {
                values[part.from() + i] = part.form().parameter(after[i]);
            }
        }
    }
}
