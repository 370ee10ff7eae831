package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.Learned.Block;
import java.util.Arrays;

/**
 * A table of vectors, one per token: the first layer, whose input are token ids as floats, already checked.
 *
 * <p>A batch uses few rows of the table, and the others' gradients are 0. Where the step leaves parameters without a gradient
 * where they are, only the rows used are moved; their gradients are summed in the order of their positions.
 */
final class EmbeddingOp implements Op {
    private final Slab slab;
    private final Kernels kernels;
    private final Activation activation;
    private final boolean biased;
    private final Plane in;
    private final Plane out;
    private final Plane delta;
    private final Learned learned;
    private final int time;
    private final int vocabulary;
    private final int row;

    private final int[] place;
    private final int[] used;
    private final int sums;
    private final int biasGradient;
    private int dense;

    /** Lays out all of its memory but that of a dense gradient, which few optimisers need. */
    EmbeddingOp(Building building, LayerSpec.Embedding spec, Plane in) {
        this.slab = building.slab();
        this.kernels = building.kernels();
        this.activation = spec.activation();
        this.biased = spec.biased();
        this.in = in;
        this.time = in.grid().channels();
        this.vocabulary = spec.vocabulary();
        this.row = building.padded(spec.units());
        Shape shape = new Shape(time, 1, spec.units());
        this.out = building.plane(shape, Frame.NONE);
        this.delta = building.plane(shape, Frame.NONE);
        Block table = building.block(
                Math.multiplyExact(vocabulary, row),
                spec.penalty().l1(),
                spec.penalty().l2());
        Block biases =
                building.block(row, spec.penalty().biasL1(), spec.penalty().biasL2());
        this.learned = new Learned(table, biases, new TableOrder(this, spec.units(), table, biases));
        this.place = new int[vocabulary];
        Arrays.fill(place, -1);
        int most = Math.min(vocabulary, Math.multiplyExact(building.capacity(), time));
        this.used = new int[most];
        this.sums = building.scratch(Math.multiplyExact(most, row));
        this.biasGradient = building.scratch(row);
    }

    @Override
    public Plane out() {
        return out;
    }

    @Override
    public Plane outGradient() {
        return delta;
    }

    @Override
    public Learned learned() {
        return learned;
    }

    private int token(int image, int position) {
        return (int) slab.get(in.image(image) + position);
    }

    @Override
    public void forward(int images) {
        for (int i = 0; i < images; i++) {
            for (int t = 0; t < time; t++) {
                int to = out.pixel(i, t, 0);
                slab.copy(learned.weights().address() + token(i, t) * row, to, row);
                if (biased) {
                    kernels.add(learned.biases().address(), to, row);
                }
            }
        }
        if (activation != Activation.IDENTITY) {
            Pixels.apply(kernels, activation, out, images);
        }
    }

    @Override
    public void backward(int images, Step step) {
        Pixels.differentiate(kernels, activation, delta, out, delta, images);
        if (step.isLocal(learned.weights())) {
            moveUsed(images, step);
        } else {
            moveAll(images, step);
        }
        if (biased) {
            slab.fill(biasGradient, row, 0);
            for (int p = 0; p < images * time; p++) {
                kernels.add(delta.address() + p * row, biasGradient, row);
            }
            step.move(learned.biases(), 0, biasGradient, row);
        }
    }

    private void moveUsed(int images, Step step) {
        int count = 0;
        for (int i = 0; i < images; i++) {
            for (int t = 0; t < time; t++) {
                int token = token(i, t);
                if (place[token] < 0) {
                    place[token] = count;
                    used[count] = token;
                    slab.fill(sums + count * row, row, 0);
                    count++;
                }
                kernels.add(delta.pixel(i, t, 0), sums + place[token] * row, row);
            }
        }
        for (int u = 0; u < count; u++) {
            step.move(learned.weights(), used[u] * row, sums + u * row, row);
            place[used[u]] = -1;
        }
    }

    private void moveAll(int images, Step step) {
        int size = learned.weights().size();
        dense = dense == 0 ? slab.floats(size) : dense;
        slab.fill(dense, size, 0);
        for (int i = 0; i < images; i++) {
            for (int t = 0; t < time; t++) {
                kernels.add(delta.pixel(i, t, 0), dense + token(i, t) * row, row);
            }
        }
        step.move(learned.weights(), 0, dense, size);
    }

    /** Deeplearning4j's order: the table column by column, then biases. */
    private record TableOrder(EmbeddingOp op, int units, Block table, Block biases) implements Learned.Order {
        @Override
        public int size() {
            return units * op.vocabulary + (op.biased ? units : 0);
        }

        @Override
        public void read(float[] flat, int offset) {
            float[] memory = op.slab.memory();
            for (int u = 0; u < units; u++) {
                for (int v = 0; v < op.vocabulary; v++) {
                    memory[table.address() + v * op.row + u] = flat[offset + u * op.vocabulary + v];
                }
            }
            for (int u = 0; op.biased && u < units; u++) {
                memory[biases.address() + u] = flat[offset + units * op.vocabulary + u];
            }
        }

        @Override
        public void write(float[] flat, int offset) {
            float[] memory = op.slab.memory();
            for (int u = 0; u < units; u++) {
                for (int v = 0; v < op.vocabulary; v++) {
                    flat[offset + u * op.vocabulary + v] = memory[table.address() + v * op.row + u];
                }
            }
            for (int u = 0; op.biased && u < units; u++) {
                flat[offset + units * op.vocabulary + u] = memory[biases.address() + u];
            }
        }
    }
}
