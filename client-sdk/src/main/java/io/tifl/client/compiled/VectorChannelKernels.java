package io.tifl.client.compiled;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels over channels in the Vector API. A run is short enough to stay in first-level cache, so each goes over it once per
 * vector of channels, with that vector's numbers in registers.
 */
final class VectorChannelKernels implements ChannelKernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = VectorKernels.LANES;

    private final Slab slab;

    VectorChannelKernels(Slab slab) {
        this.slab = slab;
    }

    private static FloatVector zero() {
        return FloatVector.zero(SPECIES);
    }

    private static FloatVector load(float[] memory, int address) {
        return FloatVector.fromArray(SPECIES, memory, address);
    }

    private static void store(FloatVector values, float[] memory, int address) {
        values.intoArray(memory, address);
    }

    @Override
    public void moments(int x, int rows, int channels, int table, int before) {
        float[] memory = slab.memory();
        float share = rows / (float) (before + rows);
        float weight = before * share;
        for (int c = 0; c < channels; c += LANES) {
            FloatVector mean = sum(memory, x + c, rows, channels).div(rows);
            FloatVector squares = squares(memory, x + c, rows, channels, mean);
            int at = table + MEAN * channels + c;
            FloatVector change = mean.sub(load(memory, at));
            store(load(memory, at).add(change.mul(share)), memory, at);
            at = table + SQUARES * channels + c;
            store(load(memory, at).add(squares).add(change.mul(change).mul(weight)), memory, at);
        }
    }

    private static FloatVector sum(float[] memory, int x, int rows, int channels) {
        FloatVector s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
        int p = x;
        int r = 0;
        for (; r + 4 <= rows; r += 4, p += 4 * channels) {
            s0 = s0.add(load(memory, p));
            s1 = s1.add(load(memory, p + channels));
            s2 = s2.add(load(memory, p + 2 * channels));
            s3 = s3.add(load(memory, p + 3 * channels));
        }
        for (; r < rows; r++, p += channels) {
            s0 = s0.add(load(memory, p));
        }
        return s0.add(s1).add(s2.add(s3));
    }

    private static FloatVector squares(float[] memory, int x, int rows, int channels, FloatVector mean) {
        FloatVector s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
        int p = x;
        int r = 0;
        for (; r + 4 <= rows; r += 4, p += 4 * channels) {
            FloatVector v = load(memory, p).sub(mean);
            s0 = v.fma(v, s0);
            v = load(memory, p + channels).sub(mean);
            s1 = v.fma(v, s1);
            v = load(memory, p + 2 * channels).sub(mean);
            s2 = v.fma(v, s2);
            v = load(memory, p + 3 * channels).sub(mean);
            s3 = v.fma(v, s3);
        }
        for (; r < rows; r++, p += channels) {
            FloatVector v = load(memory, p).sub(mean);
            s0 = v.fma(v, s0);
        }
        return s0.add(s1).add(s2.add(s3));
    }

    @Override
    public void normalize(int x, int rows, int channels, int table, int out, float floor) {
        float[] memory = slab.memory();
        for (int c = 0; c < channels; c += LANES) {
            FloatVector mean = load(memory, table + MEAN * channels + c);
            FloatVector scale = load(memory, table + SCALE * channels + c);
            FloatVector offset = load(memory, table + OFFSET * channels + c);
            int p = c;
            for (int r = 0; r < rows; r++, p += channels) {
                store(load(memory, x + p).sub(mean).fma(scale, offset).max(floor), memory, out + p);
            }
        }
    }

    @Override
    public void normalizeSums(int gradient, int x, int rows, int channels, int table, float floor) {
        if (floor == Kernels.NO_FLOOR) {
            sums(gradient, x, rows, channels, table);
        } else {
            cutSums(gradient, x, rows, channels, table, floor);
        }
    }

    private void sums(int gradient, int x, int rows, int channels, int table) {
        float[] memory = slab.memory();
        for (int c = 0; c < channels; c += LANES) {
            FloatVector mean = load(memory, table + MEAN * channels + c);
            FloatVector g0 = zero(), g1 = zero(), p0 = zero(), p1 = zero();
            int p = c;
            int r = 0;
            for (; r + 2 <= rows; r += 2, p += 2 * channels) {
                FloatVector g = load(memory, gradient + p);
                g0 = g0.add(g);
                p0 = load(memory, x + p).sub(mean).fma(g, p0);
                g = load(memory, gradient + p + channels);
                g1 = g1.add(g);
                p1 = load(memory, x + p + channels).sub(mean).fma(g, p1);
            }
            if (r < rows) {
                FloatVector g = load(memory, gradient + p);
                g0 = g0.add(g);
                p0 = load(memory, x + p).sub(mean).fma(g, p0);
            }
            add(g0.add(g1), memory, table + GRADIENTS * channels + c);
            add(p0.add(p1), memory, table + PRODUCTS * channels + c);
        }
    }

    private void cutSums(int gradient, int x, int rows, int channels, int table, float floor) {
        float[] memory = slab.memory();
        for (int c = 0; c < channels; c += LANES) {
            FloatVector mean = load(memory, table + MEAN * channels + c);
            FloatVector scale = load(memory, table + SCALE * channels + c);
            FloatVector offset = load(memory, table + OFFSET * channels + c);
            FloatVector g0 = zero(), g1 = zero(), p0 = zero(), p1 = zero();
            int p = c;
            int r = 0;
            for (; r + 2 <= rows; r += 2, p += 2 * channels) {
                FloatVector away = load(memory, x + p).sub(mean);
                FloatVector g = kept(memory, gradient + p, away.fma(scale, offset), floor);
                g0 = g0.add(g);
                p0 = away.fma(g, p0);
                away = load(memory, x + p + channels).sub(mean);
                g = kept(memory, gradient + p + channels, away.fma(scale, offset), floor);
                g1 = g1.add(g);
                p1 = away.fma(g, p1);
            }
            if (r < rows) {
                FloatVector away = load(memory, x + p).sub(mean);
                FloatVector g = kept(memory, gradient + p, away.fma(scale, offset), floor);
                g0 = g0.add(g);
                p0 = away.fma(g, p0);
            }
            add(g0.add(g1), memory, table + GRADIENTS * channels + c);
            add(p0.add(p1), memory, table + PRODUCTS * channels + c);
        }
    }

    private static FloatVector kept(float[] memory, int gradient, FloatVector value, float floor) {
        return zero().blend(load(memory, gradient), value.compare(VectorOperators.GT, floor));
    }

    private static void add(FloatVector values, float[] memory, int address) {
        store(load(memory, address).add(values), memory, address);
    }

    @Override
    public void normalizeGradient(int gradient, int x, int rows, int channels, int table, float floor, int inGradient) {
        if (floor == Kernels.NO_FLOOR) {
            gradient(gradient, x, rows, channels, table, inGradient);
        } else {
            cutGradient(gradient, x, rows, channels, table, floor, inGradient);
        }
    }

    private void gradient(int gradient, int x, int rows, int channels, int table, int inGradient) {
        float[] memory = slab.memory();
        for (int c = 0; c < channels; c += LANES) {
            FloatVector mean = load(memory, table + MEAN * channels + c);
            FloatVector ofGradient = load(memory, table + OF_GRADIENT * channels + c);
            FloatVector ofDistance = load(memory, table + OF_DISTANCE * channels + c);
            FloatVector constant = load(memory, table + CONSTANT * channels + c);
            int p = c;
            for (int r = 0; r < rows; r++, p += channels) {
                FloatVector rest = load(memory, x + p).sub(mean).fma(ofDistance, constant);
                store(load(memory, gradient + p).fma(ofGradient, rest), memory, inGradient + p);
            }
        }
    }

    private void cutGradient(int gradient, int x, int rows, int channels, int table, float floor, int inGradient) {
        float[] memory = slab.memory();
        for (int c = 0; c < channels; c += LANES) {
            FloatVector mean = load(memory, table + MEAN * channels + c);
            FloatVector scale = load(memory, table + SCALE * channels + c);
            FloatVector offset = load(memory, table + OFFSET * channels + c);
            FloatVector ofGradient = load(memory, table + OF_GRADIENT * channels + c);
            FloatVector ofDistance = load(memory, table + OF_DISTANCE * channels + c);
            FloatVector constant = load(memory, table + CONSTANT * channels + c);
            int p = c;
            for (int r = 0; r < rows; r++, p += channels) {
                FloatVector away = load(memory, x + p).sub(mean);
                FloatVector g = kept(memory, gradient + p, away.fma(scale, offset), floor);
                store(g.fma(ofGradient, away.fma(ofDistance, constant)), memory, inGradient + p);
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
        int last = windows.length - 1;
        for (int w = 0; w <= last; w += 4) {
            // Windows past the last are the last again: they store the same values to the same place.
            int w1 = Math.min(w + 1, last);
            int w2 = Math.min(w + 2, last);
            int w3 = Math.min(w + 3, last);
            int a0 = in + windows[w], a1 = in + windows[w1], a2 = in + windows[w2], a3 = in + windows[w3];
            for (int c = 0; c < channels; c += LANES) {
                FloatVector s0 = load(memory, biases + c), s1 = s0, s2 = s0, s3 = s0;
                int at = weights + c;
                for (int tap : taps) {
                    FloatVector v = load(memory, at);
                    s0 = v.fma(load(memory, a0 + tap + c), s0);
                    s1 = v.fma(load(memory, a1 + tap + c), s1);
                    s2 = v.fma(load(memory, a2 + tap + c), s2);
                    s3 = v.fma(load(memory, a3 + tap + c), s3);
                    at += channels;
                }
                store(s0.max(floor), memory, out + outs[w] + c);
                store(s1.max(floor), memory, out + outs[w1] + c);
                store(s2.max(floor), memory, out + outs[w2] + c);
                store(s3.max(floor), memory, out + outs[w3] + c);
            }
        }
    }

    @Override
    public void depthwiseSums(
            int[] windows, int[] taps, int[] gradients, int channels, int in, int gradient, int sums, int biasSums) {
        float[] memory = slab.memory();
        int last = taps.length - 1;
        for (int c = 0; c < channels; c += LANES) {
            FloatVector biases = zero();
            for (int offset : gradients) {
                biases = biases.add(load(memory, gradient + offset + c));
            }
            add(biases, memory, biasSums + c);
            for (int t = 0; t <= last; t += 3) {
                threeTaps(
                        memory,
                        windows,
                        taps,
                        gradients,
                        t,
                        Math.min(3, last + 1 - t),
                        in + c,
                        gradient + c,
                        channels,
                        sums + c);
            }
        }
    }

    // Taps past the last are the last again, and only stored once.
    private static void threeTaps(
            float[] memory,
            int[] windows,
            int[] taps,
            int[] gradients,
            int tap,
            int count,
            int in,
            int gradient,
            int channels,
            int sums) {
        int a0 = in + taps[tap];
        int a1 = in + taps[Math.min(tap + 1, taps.length - 1)];
        int a2 = in + taps[Math.min(tap + 2, taps.length - 1)];
        FloatVector s0 = zero(), s1 = zero(), s2 = zero();
        for (int w = 0; w < windows.length; w++) {
            FloatVector g = load(memory, gradient + gradients[w]);
            int from = windows[w];
            s0 = g.fma(load(memory, a0 + from), s0);
            s1 = g.fma(load(memory, a1 + from), s1);
            s2 = g.fma(load(memory, a2 + from), s2);
        }
        add(s0, memory, sums + tap * channels);
        if (count > 1) {
            add(s1, memory, sums + (tap + 1) * channels);
        }
        if (count > 2) {
            add(s2, memory, sums + (tap + 2) * channels);
        }
    }

    @Override
    public void combine(LayerSpec.Combine.Rule rule, int a, int b, int out, int count, float scale, float floor) {
        float[] memory = slab.memory();
        if (rule == LayerSpec.Combine.Rule.SUM) {
            for (int p = 0, size = count; p < size; p += LANES) {
                store(load(memory, a + p).add(load(memory, b + p)).max(floor), memory, out + p);
            }
            return;
        }
        for (int p = 0, size = count; p < size; p += LANES) {
            FloatVector left = load(memory, a + p);
            FloatVector right = load(memory, b + p);
            FloatVector value = switch (rule) {
                case SUM, MEAN -> left.add(right);
                case DIFFERENCE -> left.sub(right);
                case PRODUCT -> left.mul(right);
                case MAX -> left.max(right);
            };
            store(value.mul(scale).max(floor), memory, out + p);
        }
    }

    @Override
    public void scale(int values, int to, int count, float scale) {
        float[] memory = slab.memory();
        for (int p = 0, size = count; p < size; p += LANES) {
            store(load(memory, values + p).mul(scale), memory, to + p);
        }
    }

    @Override
    public void claim(int gradient, int in, int most, int to, int count) {
        float[] memory = slab.memory();
        for (int p = 0, size = count; p < size; p += LANES) {
            VectorMask<Float> here = load(memory, in + p).compare(VectorOperators.EQ, load(memory, most + p));
            FloatVector left = load(memory, gradient + p);
            store(zero().blend(left, here), memory, to + p);
            store(left.blend(zero(), here), memory, gradient + p);
        }
    }
}
