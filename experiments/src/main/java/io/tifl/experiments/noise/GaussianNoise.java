package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * {@code gaussian}: additive white Gaussian noise, {@code w + sigma * g}.
 *
 * <p>Settings: {@code scale}, what the level is a share of: {@code layer-std} (the default), {@code global-std}, {@code layer-max}, {@code
 * snr}, where the level is the signal-to-noise ratio in dB, or {@code absolute}; {@code clip} (false), whether a weight stays within the
 * layer's largest magnitude; {@code per} ({@code chip}, as programming draws it, or {@code reading}, anew for every reading). Levels of
 * different scales say different things: noise of {@code layer-max} is three to five times as large as that of {@code layer-std} at the same
 * level.
 */
public final class GaussianNoise implements NoiseModel {
    private final Scale scale;
    private final boolean clips;
    private final Occasion occasion;

    /** What a level is a share of. */
    public enum Scale {
        LAYER_STD("η, share of the layer's standard deviation"),
        GLOBAL_STD("η, share of the standard deviation of all weights"),
        LAYER_MAX("η, share of the layer's largest magnitude"),
        SNR("signal-to-noise ratio in dB"),
        ABSOLUTE("standard deviation of the noise");

        private final String unit;

        Scale(String unit) {
            this.unit = unit;
        }

        /** Its name in settings. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public GaussianNoise() {
        this(Scale.LAYER_STD, false);
    }

    public GaussianNoise(Scale scale, boolean clips) {
        this(scale, clips, Occasion.CHIP);
    }

    private GaussianNoise(Scale scale, boolean clips, Occasion occasion) {
        this.scale = scale;
        this.clips = clips;
        this.occasion = occasion;
    }

    @Override
    public String name() {
        return "gaussian";
    }

    @Override
    public GaussianNoise configured(Settings settings) {
        settings.requireOnly(Set.of("scale", "clip", "per"));
        String wanted = settings.text("scale", Scale.LAYER_STD.toString());
        Scale found = Arrays.stream(Scale.values())
                .filter(one -> one.toString().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "setting 'scale' is '" + wanted + "', expected one of " + Arrays.toString(Scale.values())));
        return new GaussianNoise(found, settings.flag("clip", false), Occasion.of(settings));
    }

    @Override
    public String unit() {
        return scale.unit;
    }

    @Override
    public void check(double level) {
        if (scale == Scale.SNR ? !Double.isFinite(level) : !(level >= 0) || Double.isInfinite(level)) {
            throw new IllegalArgumentException("a level of gaussian noise must be "
                    + (scale == Scale.SNR ? "a finite number of dB" : "0 or more and finite") + ", got " + level);
        }
    }

    @Override
    public void disturb(Tensor tensor, double level, Chance chance) {
        double sigma = sigma(tensor, level);
        if (sigma == 0) {
            return;
        }
        float most = (float) tensor.own().largest();
        NoiseStream stream = occasion.from(chance);
        float[] values = tensor.values();
        int from = tensor.from();
        for (int i = from; i < tensor.to(); i++) {
            values[i] = (float) (values[i] + sigma * stream.gaussian(i - from));
        }
        for (int i = from; clips && i < tensor.to(); i++) {
            values[i] = Math.clamp(values[i], -most, most);
        }
    }

    private double sigma(Tensor tensor, double level) {
        return switch (scale) {
            case LAYER_STD -> level * tensor.own().deviation();
            case GLOBAL_STD -> level * tensor.whole().deviation();
            case LAYER_MAX -> level * tensor.own().largest();
            case SNR -> Math.sqrt(tensor.own().meanSquare() * StrictMath.pow(10, -level / 10));
            case ABSOLUTE -> level;
        };
    }

    @Override
    public String toString() {
        return "gaussian (" + scale + (clips ? ", clipped" : "") + occasion.suffix() + ")";
    }
}
