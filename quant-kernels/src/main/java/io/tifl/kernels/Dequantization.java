package io.tifl.kernels;

import java.util.Arrays;

/**
 * From sums to floats: of row i and output j, with the inputs' zero point {@code za} and the weights' {@code zb},
 * {@code float(sum_k (a[i][k] - za) * (b[k][j] - zb)) * scale + bias[j]}, product and sum rounded apart; with ReLU at
 * least 0. The scale is the inputs' times the weights'. Immutable.
 */
public final class Dequantization {
    private final int inputZeroPoint;
    private final float[] scales;
    private final int[] weightZeroPoints;
    private final float[] bias;
    private final boolean relu;

    private Dequantization(int inputZeroPoint, float[] scales, int[] weightZeroPoints, float[] bias, boolean relu) {
        this.inputZeroPoint = inputZeroPoint;
        this.scales = scales;
        this.weightZeroPoints = weightZeroPoints;
        this.bias = bias;
        this.relu = relu;
    }

    /**
     * Without zero points of weights, bias and ReLU.
     *
     * @param inputZeroPoint 0 to 255
     * @param scales finite: one, or one for each group of neighbouring outputs of equal number, or one per output
     */
    public static Dequantization of(int inputZeroPoint, float... scales) {
        ColumnValues.requireByte("input zero point", inputZeroPoint);
        ColumnValues.requireFinite("scales", scales);
        return new Dequantization(inputZeroPoint, scales.clone(), new int[] {0}, new float[] {0}, false);
    }

    /** With zero points of the weights, -128 to 127, as many as there may be scales. */
    public Dequantization withWeightZeroPoints(int... zeroPoints) {
        ColumnValues.requireSignedBytes("zero points of weights", zeroPoints);
        return new Dequantization(inputZeroPoint, scales, zeroPoints.clone(), bias, relu);
    }

    /** With a finite bias for each output. */
    public Dequantization withBias(float... values) {
        ColumnValues.requireFinite("biases", values);
        return new Dequantization(inputZeroPoint, scales, weightZeroPoints, values.clone(), relu);
    }

    public Dequantization withRelu() {
        return new Dequantization(inputZeroPoint, scales, weightZeroPoints, bias, true);
    }

    int inputZeroPoint() {
        return inputZeroPoint;
    }

    float lowest() {
        return relu ? 0 : Float.NEGATIVE_INFINITY;
    }

    float[] scales(int columns) {
        return ColumnValues.spread("scales", scales, columns);
    }

    float[] bias(int columns) {
        return ColumnValues.spread("biases", bias, columns);
    }

    int[] weightZeroPoints(int columns) {
        int[] zeros = ColumnValues.spread("zero points of weights", weightZeroPoints, columns);
        return Arrays.stream(zeros).allMatch(zero -> zero == 0) ? new int[0] : zeros;
    }
}
