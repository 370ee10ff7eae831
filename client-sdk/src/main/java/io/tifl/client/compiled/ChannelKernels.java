package io.tifl.client.compiled;

/**
 * The loops over runs of pixels whose channels each have numbers of their own. Confined to one thread.
 *
 * <p>Pointers are addresses in the slab the kernels were made for. A run is {@code rows} pixels of {@code channels} values, one
 * behind the other; {@code channels} is a multiple of {@link Backend#lanes()}. Every sum is taken in an order that depends on the
 * sizes alone.
 */
interface ChannelKernels {
    /** Rows of a table of numbers per channel, {@code channels} floats each. */
    int MEAN = 0;

    /** Sum of squared distances from {@link #MEAN}. */
    int SQUARES = 1;

    /** What the distance from the mean is multiplied by. */
    int SCALE = 2;

    /** What is added then. */
    int OFFSET = 3;

    /** Sum of gradients. */
    int GRADIENTS = 4;

    /** Sum of gradients, each times the distance from the mean. */
    int PRODUCTS = 5;

    /** The input's gradient is this times the output's... */
    int OF_GRADIENT = 6;

    /** ... plus this times the distance from the mean... */
    int OF_DISTANCE = 7;

    /** ... plus this. */
    int CONSTANT = 8;

    /** How many rows a table has. */
    int ROWS = 9;

    /**
     * Takes a run into {@link #MEAN} and {@link #SQUARES}, by the update of Chan, Golub and LeVeque (1983), which loses
     * nothing to the mean's size.
     *
     * @param before pixels already taken in; both rows are 0 if it is 0
     */
    void moments(int x, int rows, int channels, int table, int before);

    /** {@code out = max(floor, (x - mean) * scale + offset)}. */
    void normalize(int x, int rows, int channels, int table, int out, float floor);

    /**
     * Adds a run to {@link #GRADIENTS} and {@link #PRODUCTS}.
     *
     * @param floor that {@link #normalize} was given: what it cut has no gradient
     */
    void normalizeSums(int gradient, int x, int rows, int channels, int table, float floor);

    /** The gradient of the input from that of the output, by the table's last three rows. */
    void normalizeGradient(int gradient, int x, int rows, int channels, int table, float floor, int inGradient);

    /**
     * Depthwise convolution of one image.
     *
     * @param windows where each window starts in the input
     * @param taps of a window, from its start
     * @param outs where each result goes
     * @param weights {@code [tap][channel]}
     */
    void depthwise(
            int[] windows, int[] taps, int[] outs, int channels, int in, int weights, int biases, int out, float floor);

    /** Adds one image to the sums of {@code in * gradient}, {@code [tap][channel]}, and of the gradient, {@code [channel]}. */
    void depthwiseSums(
            int[] windows, int[] taps, int[] gradients, int channels, int in, int gradient, int sums, int biasSums);

    /** {@code out = max(floor, scale * rule(a, b))}, value by value; {@code MEAN} is a sum, its share the scale. */
    void combine(LayerSpec.Combine.Rule rule, int a, int b, int out, int count, float scale, float floor);

    /** {@code to = scale * values}. */
    void scale(int values, int to, int count, float scale);

    /** {@code to = gradient} where {@code in} equals {@code most}, else 0; {@code gradient} becomes 0 there. */
    void claim(int gradient, int in, int most, int to, int count);
}
