package io.tifl.client.quantized;

/**
 * How a network is quantized.
 *
 * @param calibration how the range of values between layers is found
 * @param weightBits of products, 7 or 8, sign included: with 7, sums of 16 bits never overflow and products are faster
 * @param activationBits of values between layers, 7 or 8; with 7, what exceeds the range found still has room up to twice it
 */
public record QuantizationSettings(Calibration calibration, int weightBits, int activationBits) {
    /** Whole ranges, weights of 7 bits and activations of 8: {@code docs/quantized-inference.md} says why. */
    public static final QuantizationSettings DEFAULT = new QuantizationSettings(new Calibration.MinMax(), 7, 8);

    public QuantizationSettings {
        if (weightBits < 7 || weightBits > 8 || activationBits < 7 || activationBits > 8) {
            throw new IllegalArgumentException(
                    "expected weights and activations of 7 or 8 bits, got " + weightBits + " and " + activationBits);
        }
    }

    /** The largest weight, and the least negated. */
    int largestWeight() {
        return (1 << (weightBits - 1)) - 1;
    }

    /** The byte the top of a range becomes. */
    int largestActivation() {
        return (1 << activationBits) - 1;
    }
}
