package io.tifl.client.compiled;

/** The kernels over channels in plain Java. */
final class ScalarChannelKernels implements ChannelKernels {
    private final Slab slab;

    ScalarChannelKernels(Slab slab) {
        this.slab = slab;
    }

    @Override
    public void moments(int x, int rows, int channels, int table, int before) {
        float[] memory = slab.memory();
        float share = rows / (float) (before + rows);
        for (int c = 0; c < channels; c++) {
            float sum = 0;
            for (int r = 0; r < rows; r++) {
                sum += memory[x + r * channels + c];
            }
            float mean = sum / rows;
            float squares = 0;
            for (int r = 0; r < rows; r++) {
                float away = memory[x + r * channels + c] - mean;
                squares = Math.fma(away, away, squares);
            }
            float change = mean - memory[table + MEAN * channels + c];
            memory[table + MEAN * channels + c] += change * share;
            memory[table + SQUARES * channels + c] += squares + change * change * (before * share);
        }
    }

    @Override
    public void normalize(int x, int rows, int channels, int table, int out, float floor) {
        float[] memory = slab.memory();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < channels; c++) {
                memory[out + r * channels + c] =
                        Math.max(value(memory, x + r * channels + c, table + c, channels), floor);
            }
        }
    }

    private static float value(float[] memory, int x, int column, int channels) {
        float away = memory[x] - memory[column + MEAN * channels];
        return Math.fma(away, memory[column + SCALE * channels], memory[column + OFFSET * channels]);
    }

    private static float slope(float[] memory, int gradient, int x, int column, int channels, float floor) {
        return value(memory, x, column, channels) > floor ? memory[gradient] : 0;
    }

    @Override
    public void normalizeSums(int gradient, int x, int rows, int channels, int table, float floor) {
        float[] memory = slab.memory();
        for (int c = 0; c < channels; c++) {
            float mean = memory[table + MEAN * channels + c];
            float gradients = 0;
            float products = 0;
            for (int r = 0; r < rows; r++) {
                int at = r * channels + c;
                float slope = slope(memory, gradient + at, x + at, table + c, channels, floor);
                gradients += slope;
                products = Math.fma(slope, memory[x + at] - mean, products);
            }
            memory[table + GRADIENTS * channels + c] += gradients;
            memory[table + PRODUCTS * channels + c] += products;
        }
    }

    @Override
    public void normalizeGradient(int gradient, int x, int rows, int channels, int table, float floor, int inGradient) {
        float[] memory = slab.memory();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < channels; c++) {
                int at = r * channels + c;
                float slope = slope(memory, gradient + at, x + at, table + c, channels, floor);
                float away = memory[x + at] - memory[table + MEAN * channels + c];
                float rest = Math.fma(
                        away, memory[table + OF_DISTANCE * channels + c], memory[table + CONSTANT * channels + c]);
                memory[inGradient + at] = Math.fma(slope, memory[table + OF_GRADIENT * channels + c], rest);
            }
        }
    }

    @Override
    public void depthwise(
            int[] windows,
            int[] taps,
            int[] outs,
            int channels,
            int in,
            int weights,
            int biases,
            int out,
            float floor) {
        float[] memory = slab.memory();
        for (int w = 0; w < windows.length; w++) {
            for (int c = 0; c < channels; c++) {
                float sum = memory[biases + c];
                for (int t = 0; t < taps.length; t++) {
                    sum = Math.fma(memory[in + windows[w] + taps[t] + c], memory[weights + t * channels + c], sum);
                }
                memory[out + outs[w] + c] = Math.max(sum, floor);
            }
        }
    }

    @Override
    public void depthwiseSums(
            int[] windows, int[] taps, int[] gradients, int channels, int in, int gradient, int sums, int biasSums) {
        float[] memory = slab.memory();
        for (int c = 0; c < channels; c++) {
            for (int t = 0; t < taps.length; t++) {
                float sum = 0;
                for (int w = 0; w < windows.length; w++) {
                    sum = Math.fma(memory[in + windows[w] + taps[t] + c], memory[gradient + gradients[w] + c], sum);
                }
                memory[sums + t * channels + c] += sum;
            }
            float sum = 0;
            for (int offset : gradients) {
                sum += memory[gradient + offset + c];
            }
            memory[biasSums + c] += sum;
        }
    }

    @Override
    public void combine(LayerSpec.Combine.Rule rule, int a, int b, int out, int count, float scale, float floor) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            float left = memory[a + i];
            float right = memory[b + i];
            float value = switch (rule) {
                case SUM, MEAN -> left + right;
                case DIFFERENCE -> left - right;
                case PRODUCT -> left * right;
                case MAX -> Math.max(left, right);
            };
            memory[out + i] = Math.max(scale * value, floor);
        }
    }

    @Override
    public void scale(int values, int to, int count, float scale) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            memory[to + i] = scale * memory[values + i];
        }
    }

    @Override
    public void claim(int gradient, int in, int most, int to, int count) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            boolean here = memory[in + i] == memory[most + i];
            memory[to + i] = here ? memory[gradient + i] : 0;
            memory[gradient + i] = here ? 0 : memory[gradient + i];
        }
    }
}
