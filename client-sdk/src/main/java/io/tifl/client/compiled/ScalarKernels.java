package io.tifl.client.compiled;

import java.util.Arrays;

/** The kernels in plain Java: what they mean, and what runs where the Vector API is not there. */
final class ScalarKernels implements Kernels {
    private final Slab slab;

    ScalarKernels(Slab slab) {
        this.slab = slab;
    }

    @Override
    public void contract(
            Contraction shape,
            int rows,
            int segments,
            int length,
            int columns,
            int a,
            int b,
            int start,
            int out,
            float floor) {
        float[] memory = slab.memory();
        for (int row = 0; row < rows; row++) {
            int to = out + shape.outRows()[row];
            System.arraycopy(memory, start, memory, to, columns);
            for (int s = 0; s < segments; s++) {
                int from = a + shape.aRows()[row] + shape.aSegments()[s];
                for (int k = 0; k < length; k++) {
                    addMultiple(
                            memory,
                            memory[from + k * shape.aStep()],
                            b + shape.bSegments()[s] + k * shape.bStep(),
                            to,
                            columns);
                }
            }
            for (int n = 0; n < columns; n++) {
                memory[to + n] = Math.max(memory[to + n], floor);
            }
        }
    }

    private static void addMultiple(float[] memory, float factor, int values, int to, int count) {
        for (int n = 0; n < count; n++) {
            memory[to + n] = Math.fma(factor, memory[values + n], memory[to + n]);
        }
    }

    @Override
    public void dense(
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
            float floor) {
        float[] memory = slab.memory();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < outputs; j++) {
                float sum = dot(memory, x + i * xRow, w + j * wRow, length) + memory[bias + j];
                memory[y + i * yRow + j] = Math.max(sum, floor);
            }
        }
    }

    private static float dot(float[] memory, int a, int b, int length) {
        float even = 0;
        float odd = 0;
        for (int k = 0; k < length; k += 2) {
            even = Math.fma(memory[a + k], memory[b + k], even);
            odd = Math.fma(memory[a + k + 1], memory[b + k + 1], odd);
        }
        return even + odd;
    }

    @Override
    public void panel(int a, int aRow, int rows, int length, int b, int start, int out, int outRow) {
        float[] memory = slab.memory();
        int columns = 2 * Backend.scalar().lanes();
        for (int row = 0; row < rows; row++) {
            int to = out + row * outRow;
            if (start != ONTO) {
                System.arraycopy(memory, start, memory, to, columns);
            }
            for (int k = 0; k < length; k++) {
                addMultiple(memory, memory[a + row * aRow + k], b + k * columns, to, columns);
            }
        }
    }

    @Override
    public void cell(int gates, int before, int cell, int units) {
        float[] memory = slab.memory();
        for (int u = 0; u < units; u++) {
            float kept = memory[gates + units + u] * memory[before + u];
            memory[cell + u] = Math.fma(memory[gates + u], memory[gates + 3 * units + u], kept);
        }
    }

    @Override
    public void cellGradient(
            Activation activation,
            Activation gateActivation,
            int gates,
            int before,
            int squashed,
            int gradient,
            int carried,
            int units) {
        cellGradientEach(slab.memory(), activation, gateActivation, gates, before, squashed, gradient, carried, units);
    }

    static void cellGradientEach(
            float[] memory,
            Activation activation,
            Activation gateActivation,
            int gates,
            int before,
            int squashed,
            int gradient,
            int carried,
            int units) {
        for (int u = 0; u < units; u++) {
            int input = gates + u;
            int forget = input + units;
            int output = forget + units;
            int gate = output + units;
            float a = memory[input];
            float f = memory[forget];
            float o = memory[output];
            float g = memory[gate];
            float s = memory[squashed + u];
            float above = memory[gradient + u];
            float here = above * o * activation.slope(s) + memory[carried + u];
            memory[output] = above * s * gateActivation.slope(o);
            memory[carried + u] = here * f;
            memory[forget] = here * memory[before + u] * gateActivation.slope(f);
            memory[input] = here * g * activation.slope(a);
            memory[gate] = here * a * gateActivation.slope(g);
        }
    }

    @Override
    public void activate(Activation activation, int values, int count) {
        activateEach(slab.memory(), activation, values, count);
    }

    static void activateEach(float[] memory, Activation activation, int values, int count) {
        for (int i = 0; i < count; i++) {
            memory[values + i] = activation.value(memory[values + i]);
        }
    }

    @Override
    public void differentiate(Activation activation, int gradient, int out, int delta, int count) {
        differentiateEach(slab.memory(), activation, gradient, out, delta, count);
    }

    static void differentiateEach(float[] memory, Activation activation, int gradient, int out, int delta, int count) {
        for (int i = 0; i < count; i++) {
            memory[delta + i] = memory[gradient + i] * activation.slope(memory[out + i]);
        }
    }

    @Override
    public void softmax(int scores, int count) {
        float[] memory = slab.memory();
        float most = memory[scores];
        for (int c = 1; c < count; c++) {
            most = Math.max(most, memory[scores + c]);
        }
        float sum = 0;
        for (int c = 0; c < count; c++) {
            float power = Exponential.of(memory[scores + c] - most);
            memory[scores + c] = power;
            sum += power;
        }
        for (int c = 0; c < count; c++) {
            memory[scores + c] /= sum;
        }
    }

    @Override
    public void add(int values, int to, int count) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            memory[to + i] += memory[values + i];
        }
    }

    @Override
    public void multiply(int a, int b, int out, int count) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            memory[out + i] = memory[a + i] * memory[b + i];
        }
    }

    @Override
    public void maxPool(Windows windows, int in, int out) {
        float[] memory = slab.memory();
        for (int w = 0; w < windows.count(); w++) {
            for (int c = 0; c < windows.channels(); c++) {
                float most = Float.NEGATIVE_INFINITY;
                for (int t = windows.first()[w]; t < windows.first()[w + 1]; t++) {
                    most = Math.max(most, memory[in + windows.taps()[t] + c]);
                }
                memory[out + windows.out()[w] + c] = most;
            }
        }
    }

    @Override
    public void maxPoolGradient(Windows windows, int in, int out, int outGradient, int inGradient) {
        float[] memory = slab.memory();
        for (int w = 0; w < windows.count(); w++) {
            for (int c = 0; c < windows.channels(); c++) {
                float most = memory[out + windows.out()[w] + c];
                int t = windows.first()[w];
                int last = windows.first()[w + 1] - 1;
                while (t < last && memory[in + windows.taps()[t] + c] != most) {
                    t++;
                }
                memory[inGradient + windows.gradientTaps()[t] + c] +=
                        memory[outGradient + windows.outGradient()[w] + c];
            }
        }
    }

    @Override
    public void disjointMaxPoolGradient(Windows windows, int in, int out, int outGradient, int inGradient) {
        float[] memory = slab.memory();
        for (int offset : windows.gradientTaps()) {
            Arrays.fill(memory, inGradient + offset, inGradient + offset + windows.channels(), 0);
        }
        maxPoolGradient(windows, in, out, outGradient, inGradient);
    }

    @Override
    public void averagePool(Windows windows, int in, int out) {
        float[] memory = slab.memory();
        for (int w = 0; w < windows.count(); w++) {
            for (int c = 0; c < windows.channels(); c++) {
                float sum = 0;
                for (int t = windows.first()[w]; t < windows.first()[w + 1]; t++) {
                    sum += memory[in + windows.taps()[t] + c];
                }
                memory[out + windows.out()[w] + c] = sum / windows.divisors()[w];
            }
        }
    }

    @Override
    public void averagePoolGradient(Windows windows, int outGradient, int inGradient) {
        float[] memory = slab.memory();
        for (int w = 0; w < windows.count(); w++) {
            for (int c = 0; c < windows.channels(); c++) {
                float share = memory[outGradient + windows.outGradient()[w] + c] / windows.divisors()[w];
                for (int t = windows.first()[w]; t < windows.first()[w + 1]; t++) {
                    memory[inGradient + windows.gradientTaps()[t] + c] += share;
                }
            }
        }
    }

    @Override
    public void regularise(int g, int w, int start, int count, float scale, float l1, float l2, float mu) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            float value = memory[w + i];
            float away = mu == 0 ? 0 : mu * (value - memory[start + i]);
            memory[g + i] = scale * memory[g + i] + l2 * value + l1 * Math.signum(value) + away;
        }
    }

    @Override
    public double squares(int values, int count) {
        float[] memory = slab.memory();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (double) memory[values + i] * memory[values + i];
        }
        return sum;
    }

    @Override
    public void clip(int values, int count, float limit) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            memory[values + i] = Math.max(-limit, Math.min(limit, memory[values + i]));
        }
    }

    @Override
    public void sgd(int w, int g, int count, float rate) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            memory[w + i] += -rate * memory[g + i];
        }
    }

    @Override
    public void nesterovs(int w, int g, int v, int count, float scale, float rate, float momentum) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            float before = memory[v + i];
            float now = momentum * before - rate * scale * memory[g + i];
            memory[v + i] = now;
            memory[w + i] += (1 + momentum) * now - momentum * before;
        }
    }

    @Override
    public void rmsprop(int w, int g, int s, int count, float scale, float rate, float decay, float epsilon) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            float slope = scale * memory[g + i];
            float square = decay * memory[s + i] + (1 - decay) * slope * slope;
            memory[s + i] = square;
            memory[w + i] += -rate * slope / ((float) Math.sqrt(square) + epsilon);
        }
    }

    @Override
    public void adam(int w, int g, int m, int s, int count, float scale, float rate, float epsilon) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            float slope = scale * memory[g + i];
            float mean = BETA1 * memory[m + i] + (1 - BETA1) * slope;
            float square = BETA2 * memory[s + i] + (1 - BETA2) * slope * slope;
            memory[m + i] = mean;
            memory[s + i] = square;
            memory[w + i] += -rate * mean / ((float) Math.sqrt(square) + epsilon);
        }
    }

    @Override
    public void adagrad(int w, int g, int s, int count, float scale, float rate, float epsilon) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            float slope = scale * memory[g + i];
            float square = memory[s + i] + slope * slope;
            memory[s + i] = square;
            memory[w + i] += -rate * slope / ((float) Math.sqrt(square) + epsilon);
        }
    }
}
