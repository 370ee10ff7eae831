package io.tifl.client.quantized;

import io.tifl.kernels.ImageShape;

/**
 * One layer of a quantized network, as {@link QuantizedNetwork#describe} tells it.
 *
 * @param name the layer's in the model
 * @param kind what it does, with what was folded into it
 * @param in one image it reads
 * @param out one image it makes
 * @param weightBits of its weights; 0 if it has none
 * @param smallestWeightScale of all outputs; 0 without weights
 * @param largestWeightScale of all outputs; 0 without weights
 * @param input what its input's bytes stand for
 * @param output what its output's bytes stand for; for the last layer, whose outputs are floats, scale 1 and zero point 0
 * @param yieldsFloats whether its outputs are floats
 */
public record QuantizedLayer(
        String name,
        String kind,
        ImageShape in,
        ImageShape out,
        int weightBits,
        float smallestWeightScale,
        float largestWeightScale,
        AffineScale input,
        AffineScale output,
        boolean yieldsFloats) {
    @Override
    public String toString() {
        String weights = weightBits == 0
                ? ""
                : ", weights of " + weightBits + " bits, scales " + smallestWeightScale + " to " + largestWeightScale;
        String result = yieldsFloats ? "floats" : "scale " + output.scale() + ", zero " + output.zeroPoint();
        return name + ": " + kind + ", " + in + " to " + out + weights + "; from scale " + input.scale() + ", zero "
                + input.zeroPoint() + " to " + result;
    }
}
