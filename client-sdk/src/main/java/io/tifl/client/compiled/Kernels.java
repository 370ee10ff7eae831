package io.tifl.client.compiled;

import java.util.function.IntConsumer;

/**
 * The loops a program spends its time in. Confined to one thread.
 *
 * <p>Pointers are addresses in the slab the kernels were made for. Lengths and strides count floats; those of vectorised dimensions
 * are multiples of {@link Backend#lanes()}, which is why buffers are padded. Every sum is taken in an order that depends on the
 * sizes alone, so results have the same bits every time on one backend.
 */
interface Kernels {
    /** Values below every float: as the {@code floor} of a result it changes nothing. */
    float NO_FLOOR = Float.NEGATIVE_INFINITY;

    /** Threads that {@link #each} has. */
    default int threads() {
        return 1;
    }

    /**
     * Does the parts 0 to {@code parts - 1} of some work, at the same time if there are threads: none may write what another
     * reads or writes. Kernels may be called in a part, other than {@link #dense}.
     */
    default void each(int parts, IntConsumer work) {
        for (int part = 0; part < parts; part++) {
            work.accept(part);
        }
    }

    /**
     * The sum of products that {@code shape} describes, for the first {@code rows} rows and {@code segments} segments of
     * {@code length}.
     *
     * @param columns of the result, a multiple of {@link Backend#lanes()}
     * @param start a row that every row of the result starts from, such as a bias
     * @param floor results below become this
     */
    void contract(
            Contraction shape,
            int rows,
            int segments,
            int length,
            int columns,
            int a,
            int b,
            int start,
            int out,
            float floor);

    /**
     * A dense layer: {@code y[i][j] = max(floor, bias[j] + sum over k of x[i][k] * w[j][k])}.
     *
     * @param length of the sum, a multiple of {@link Backend#lanes()}
     */
    void dense(
            int x,
            int xRow,
            int rows,
            int w,
            int wRow,
            int outputs,
            int length,
            int bias,
            int y,
            int yRow,
            float floor);

    /** As the start of a {@link #panel}: its sums are added to what lies there. */
    int ONTO = -1;

    /**
     * Two vectors' columns of a matrix product: {@code out[r][n] = start[n] + sum over k of a[r][k] * b[k][n]}, where b lies in
     * one piece.
     *
     * @param aRow from one row of a to the next
     * @param start a row that every row of the result starts from, or {@link #ONTO}
     */
    void panel(int a, int aRow, int rows, int length, int b, int start, int out, int outRow);

    /**
     * An LSTM's cell: {@code cell = forget * before + input * gate}.
     *
     * @param gates the four gates' values one after the other: input, forget, output, gate, {@code units} of each
     * @param units a multiple of {@link Backend#lanes()}
     */
    void cell(int gates, int before, int cell, int units);

    /**
     * The gradient of an LSTM's cell. Replaces the four gates by the gradients of what they were made of.
     *
     * @param squashed the cell after its activation
     * @param gradient of the layer's output
     * @param carried gradient of the cell from the next time step; becomes that for the one before
     */
    void cellGradient(
            Activation activation,
            Activation gateActivation,
            int gates,
            int before,
            int squashed,
            int gradient,
            int carried,
            int units);

    /** Applies an activation in place. */
    void activate(Activation activation, int values, int count);

    /** {@code delta = gradient * f'}, with the derivative of the activation that gave {@code out}. */
    void differentiate(Activation activation, int gradient, int out, int delta, int count);

    /** Softmax of {@code count} scores in place; any number of them. */
    void softmax(int scores, int count);

    /** {@code to += values}, value by value. */
    void add(int values, int to, int count);

    /** {@code out = a * b}, value by value. */
    void multiply(int a, int b, int out, int count);

    /** The largest of each window, channel by channel. */
    void maxPool(Windows windows, int in, int out);

    /** Adds the gradient of each window to the first of its largest values. */
    void maxPoolGradient(Windows windows, int in, int out, int outGradient, int inGradient);

    /** Like {@link #maxPoolGradient} for windows that cover each value once: writes instead of adding. */
    void disjointMaxPoolGradient(Windows windows, int in, int out, int outGradient, int inGradient);

    /** The mean of each window, channel by channel. */
    void averagePool(Windows windows, int in, int out);

    /** Adds each window's share of the gradient to its values. */
    void averagePoolGradient(Windows windows, int outGradient, int inGradient);

    /** {@code g = scale * g + l2 * w + l1 * sign(w) + mu * (w - start)}; {@code start} is read only if {@code mu} is not 0. */
    void regularise(int g, int w, int start, int count, float scale, float l1, float l2, float mu);

    /** The sum of squares. */
    double squares(int values, int count);

    /** Brings values into {@code -limit..limit}. */
    void clip(int values, int count, float limit);

    /** {@code w -= rate * g}. */
    void sgd(int w, int g, int count, float rate);

    /** Nesterov's momentum as in Deeplearning4j: {@code v' = m v - rate g; w += (1 + m) v' - m v}. */
    void nesterovs(int w, int g, int v, int count, float scale, float rate, float momentum);

    /** {@code s = decay s + (1 - decay) g^2; w -= rate g / (sqrt(s) + epsilon)}. */
    void rmsprop(int w, int g, int s, int count, float scale, float rate, float decay, float epsilon);

    /** {@code m, s} are decayed means of {@code g, g^2}; {@code w -= rate m / (sqrt(s) + epsilon)}, rate bias-corrected. */
    void adam(int w, int g, int m, int s, int count, float scale, float rate, float epsilon);

    /** {@code s += g^2; w -= rate g / (sqrt(s) + epsilon)}. */
    void adagrad(int w, int g, int s, int count, float scale, float rate, float epsilon);

    /** Adam's decay of the mean gradient and of its square. */
    float BETA1 = 0.9f;

    /** See {@link #BETA1}. */
    float BETA2 = 0.999f;
}
