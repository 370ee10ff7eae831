package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * {@code stuck-at}: some cells do not take what is written to them. The level is their share, 0 to 1.
 *
 * <p>Settings: {@code at}: {@code zero} (the default), {@code largest}, where half of them are stuck at the layer's largest magnitude and
 * half at its negative, or {@code either}, where half are stuck at 0 and a quarter each at the other two.
 */
public final class StuckAt implements NoiseModel {
    private final String at;

    public StuckAt() {
        this("zero");
    }

    private StuckAt(String at) {
        this.at = at;
    }

    @Override
    public String name() {
        return "stuck-at";
    }

    @Override
    public StuckAt configured(Settings settings) {
        settings.requireOnly(Set.of("at"));
        String wanted = settings.text("at", "zero");
        if (!Set.of("zero", "largest", "either").contains(wanted)) {
            throw new IllegalArgumentException("setting 'at' is '" + wanted + "', expected zero, largest or either");
        }
        return new StuckAt(wanted);
    }

    @Override
    public String unit() {
        return "share of stuck cells";
    }

    @Override
    public void check(double level) {
        if (!(level >= 0 && level <= 1)) {
            throw new IllegalArgumentException("the share of stuck cells lies between 0 and 1, got " + level);
        }
    }

    @Override
    public void disturb(Tensor tensor, double level, NoiseStream chance) {
        float largest = (float) tensor.own().largest();
        NoiseStream where = chance.channel(1);
        float[] values = tensor.values();
        for (int i = tensor.from(); i < tensor.to(); i++) {
            long cell = (long) i - tensor.from();
            if (chance.uniform(cell) < level) {
                values[i] = stuck(where.uniform(cell), largest);
            }
        }
    }

    private float stuck(double where, float largest) {
        return switch (at) {
            case "zero" -> 0;
            case "largest" -> where < 0.5 ? largest : -largest;
            default -> where < 0.5 ? 0 : where < 0.75 ? largest : -largest;
        };
    }

    @Override
    public String toString() {
        return "stuck-at (" + at + ")";
    }
}
