package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;

/**
 * The converters around the arrays of a device: every layer's inputs become voltages of so many bits, and its sums of products numbers of so
 * many bits.
 *
 * @param inputBits of the digital-to-analog converters, 2 to 16; 0 for inputs as they are
 * @param outputBits of the analog-to-digital converters, 2 to 16; 0 for sums as they are
 */
public record Converters(int inputBits, int outputBits) {
    /** No converters: inputs and sums stay as they are. */
    public static final Converters NONE = new Converters(0, 0);

    static final String INPUT = "dac-bits";
    static final String OUTPUT = "adc-bits";

    private static final int LEAST = 2;
    private static final int MOST = 16;

    public Converters {
        check(INPUT, inputBits);
        check(OUTPUT, outputBits);
    }

    private static void check(String name, int bits) {
        if (bits != 0 && (bits < LEAST || bits > MOST)) {
            throw new IllegalArgumentException(
                    "'" + name + "' must be " + LEAST + " to " + MOST + ", or 0 for no converter; got " + bits);
        }
    }

    /** These, unless the settings {@code dac-bits} and {@code adc-bits} say otherwise. */
    Converters with(Settings settings) {
        return new Converters(settings.integer(INPUT, inputBits), settings.integer(OUTPUT, outputBits));
    }

    boolean isNone() {
        return inputBits == 0 && outputBits == 0;
    }

    /**
     * Rounds values to the nearest of {@code 2^bits - 1} equally spaced ones, symmetrical around 0, and cuts what lies beyond the range.
     *
     * @param bits 0 to leave them as they are
     */
    static void convert(float[] values, int bits, float range) {
        if (bits == 0 || range == 0) {
            return;
        }
        float step = range / ((1 << (bits - 1)) - 1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.rint(Math.clamp(values[i], -range, range) / step) * step;
        }
    }

    @Override
    public String toString() {
        return (inputBits == 0 ? "" : ", inputs of " + inputBits + " bits")
                + (outputBits == 0 ? "" : ", sums of " + outputBits + " bits");
    }
}
