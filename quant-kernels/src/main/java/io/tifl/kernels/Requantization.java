package io.tifl.kernels;

import java.util.Arrays;

/**
 * From sums to bytes, by FBGEMM's formula: of row i and output j, with the inputs' zero point {@code za} and the
 * weights' {@code zb}, {@code raw = sum_k (a[i][k] - za) * (b[k][j] - zb) + bias[j]} in 32 bits, and the byte is
 * {@code clamp(round(raw * multiplier) + outputZeroPoint, 0, 255)}, rounded half to even; with ReLU at least the output's
 * zero point. Immutable.
 */
public final class Requantization {
    private final int inputZeroPoint;
    private final int outputZeroPoint;
    private final float[] multipliers;
    private final int[] weightZeroPoints;
    private final int[] bias;
    private final boolean relu;

    private Requantization(
            int inputZeroPoint,
            int outputZeroPoint,
            float[] multipliers,
            int[] weightZeroPoints,
            int[] bias,
            boolean relu) {
        this.inputZeroPoint = inputZeroPoint;
        this.outputZeroPoint = outputZeroPoint;
        this.multipliers = multipliers;
        this.weightZeroPoints = weightZeroPoints;
        this.bias = bias;
        this.relu = relu;
    }

    /**
     * Without zero points of weights, bias and ReLU.
     *
     * @param inputZeroPoint 0 to 255
     * @param outputZeroPoint 0 to 255
     * @param multipliers finite: one, or one for each group of neighbouring outputs of equal number, or one per output
     */
    public static Requantization of(int inputZeroPoint, int outputZeroPoint, float... multipliers) {
        ColumnValues.requireByte("input zero point", inputZeroPoint);
        ColumnValues.requireByte("output zero point", outputZeroPoint);
        ColumnValues.requireFinite("multipliers", multipliers);
        return new Requantization(
                inputZeroPoint, outputZeroPoint, multipliers.clone(), new int[] {0}, new int[] {0}, false);
    }

    /** With zero points of the weights, -128 to 127, as many as there may be multipliers. */
    public Requantization withWeightZeroPoints(int... zeroPoints) {
        ColumnValues.requireSignedBytes("zero points of weights", zeroPoints);
        return new Requantization(inputZeroPoint, outputZeroPoint, multipliers, zeroPoints.clone(), bias, relu);
    }

    /** With a bias for each output, in units of the sums. */
    public Requantization withBias(int... values) {
        return new Requantization(inputZeroPoint, outputZeroPoint, multipliers, weightZeroPoints, values.clone(), relu);
    }

    public Requantization withRelu() {
        return new Requantization(inputZeroPoint, outputZeroPoint, multipliers, weightZeroPoints, bias, true);
    }

    int inputZeroPoint() {
        return inputZeroPoint;
    }

    int outputZeroPoint() {
        return outputZeroPoint;
    }

    int lowest() {
        return relu ? outputZeroPoint : 0;
    }

    float[] multipliers(int columns) {
        return ColumnValues.spread("multipliers", multipliers, columns);
    }

    int[] bias(int columns) {
        return ColumnValues.spread("biases", bias, columns);
    }

    int[] weightZeroPoints(int columns) {
        int[] zeros = ColumnValues.spread("zero points of weights", weightZeroPoints, columns);
        return Arrays.stream(zeros).allMatch(zero -> zero == 0) ? new int[0] : zeros;
    }
}
