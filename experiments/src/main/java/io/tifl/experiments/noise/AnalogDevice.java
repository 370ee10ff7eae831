package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What a device does to the weights it is given, one noise after the other, and how it converts what goes through them.
 *
 * @param name of a preset, or of the one noise model it has
 * @param steps in order, at least one; exactly one takes the level that is varied
 * @param converters of every layer's inputs and sums
 */
public record AnalogDevice(String name, List<Step> steps, Converters converters) {
    private static final SequencedMap<String, AnalogDevice> PRESETS = presets();

    /**
     * One noise.
     *
     * @param level empty for the level that is varied
     */
    public record Step(NoiseModel model, OptionalDouble level) {
        public Step {
            level.ifPresent(model::check);
        }
    }

    public AnalogDevice {
        steps = List.copyOf(steps);
        long varied = steps.stream().filter(step -> step.level().isEmpty()).count();
        if (varied != 1) {
            throw new IllegalArgumentException("a device has exactly one noise whose level is varied, got " + varied);
        }
    }

    /** A device without converters. */
    public AnalogDevice(String name, List<Step> steps) {
        this(name, steps, Converters.NONE);
    }

    /** A device with one noise. */
    public static AnalogDevice of(NoiseModel model) {
        return new AnalogDevice(model.name(), List.of(new Step(model, OptionalDouble.empty())));
    }

    /**
     * A preset, or a noise model with these settings. Both take {@code dac-bits} and {@code adc-bits}, 0 for no converter: of a noise model
     * there are none unless they say so.
     *
     * @throws IllegalArgumentException listing what exists if there is none of that name, or if a preset is given other settings
     */
    public static AnalogDevice named(String name, Settings settings) {
        AnalogDevice preset = PRESETS.get(name);
        if (preset == null) {
            if (!NoiseModel.catalog().names().contains(name)) {
                throw new IllegalArgumentException(
                        "there is no device or noise model '" + name + "'; there are the devices "
                                + PRESETS.keySet() + " and the noise models "
                                + NoiseModel.catalog().names());
            }
            return of(NoiseModel.catalog().get(name).configured(withoutConverters(settings)))
                    .with(Converters.NONE.with(settings));
        }
        settings.requireOnly(Set.of(Converters.INPUT, Converters.OUTPUT));
        return preset.with(preset.converters.with(settings));
    }

    private AnalogDevice with(Converters others) {
        return new AnalogDevice(name, steps, others);
    }

    private static Settings withoutConverters(Settings settings) {
        Set<String> others = new HashSet<>(settings.values().keySet());
        others.removeAll(Set.of(Converters.INPUT, Converters.OUTPUT));
        return settings.only(others);
    }

    /** The presets in the order of their names, with what they do. */
    public static SequencedMap<String, AnalogDevice> all() {
        return PRESETS;
    }

    private static SequencedMap<String, AnalogDevice> presets() {
        SequencedMap<String, AnalogDevice> presets = new LinkedHashMap<>();
        NoiseModel layerMax = new GaussianNoise(GaussianNoise.Scale.LAYER_MAX, true);
        NoiseModel bits = new UniformQuantisation();
        Converters eightBits = new Converters(8, 8);
        add(presets, "pcm-4bit", eightBits, fixed(bits, 4), varied(new PhaseChangeMemory()));
        add(presets, "pcm-8bit", eightBits, fixed(bits, 8), varied(new PhaseChangeMemory()));
        add(
                presets,
                "pcm-uncompensated",
                Converters.NONE,
                varied(new PhaseChangeMemory().configured(Settings.none().with("compensation", false))));
        add(presets, "rram-5bit", eightBits, fixed(bits, 5), fixed(new StuckAt(), 0.001), varied(layerMax));
        add(presets, "sonos-8bit", eightBits, fixed(bits, 8), varied(new ProportionalNoise()));
        return presets;
    }

    private static void add(Map<String, AnalogDevice> presets, String name, Converters converters, Step... steps) {
        presets.put(name, new AnalogDevice(name, List.of(steps), converters));
    }

    private static Step fixed(NoiseModel model, double level) {
        return new Step(model, OptionalDouble.of(level));
    }

    private static Step varied(NoiseModel model) {
        return new Step(model, OptionalDouble.empty());
    }

    /** What the varied level means. */
    public String unit() {
        return variedModel().unit();
    }

    /** @throws IllegalArgumentException naming the range, if the level that is varied cannot be this one */
    public void check(double level) {
        variedModel().check(level);
    }

    private NoiseModel variedModel() {
        return steps.stream()
                .filter(step -> step.level().isEmpty())
                .map(Step::model)
                .findFirst()
                .orElseThrow();
    }

    void disturb(Tensor tensor, double level, Chance chance) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Chance own = i == 0 ? chance : chance.channel(-i);
            step.model().disturb(tensor, step.level().orElse(level), own);
        }
    }

    /** What it does, for people. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            text.append(text.isEmpty() ? "" : ", then ").append(step.model());
            step.level().ifPresent(level -> text.append(" at ").append(level));
        }
        return text.append(converters).toString();
    }
}
