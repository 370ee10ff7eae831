package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.client.Tokens;
import io.tifl.client.compiled.Grid.Frame;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model compiled for batches of up to {@link #capacity()} examples: stages in order over memory that was allocated once.
 * Confined to one thread at a time.
 */
final class Program {
    private final Model model;
    private final Kernels kernels;
    private final int lanes;
    private final int capacity;
    private final Slab slab = new Slab();
    private final ParameterMemory parameters;
    private final Plane input;
    private final List<Op> ops = new ArrayList<>();
    private final Op last;
    private final Plane outputs;
    private final float[] staged;
    private final int[] labels;

    Program(Model model, int capacity, Backend backend) {
        this.model = model;
        this.kernels = backend.over(slab);
        this.lanes = backend.lanes();
        this.capacity = capacity;
        this.staged = new float[model.input().size()];
        this.labels = new int[capacity];
        this.parameters = new ParameterMemory(slab, Math.toIntExact(parameterRoom()));
        Building building = new Building(kernels, lanes, slab, parameters, capacity);
        this.input = input(building);
        build(building);
        this.last = ops.getLast();
        this.outputs = Plane.of(slab, last.out().grid(), capacity);
    }

    private Plane input(Building building) {
        Shape shape = model.input();
        LayerSpec first = model.layers().getFirst();
        // A convolution reads its input value by value, so few channels need no padding; everything else reads vectors.
        int pixel = first instanceof LayerSpec.Convolution ? shape.channels() : building.padded(shape.channels());
        return building.plane(Grid.framed(shape.height(), shape.width(), shape.channels(), pixel, first.frame(shape)));
    }

    private void build(Building building) {
        Plane in = input;
        @Nullable Plane inGradient = null;
        Shape shape = model.input();
        for (int i = 0; i < model.layers().size(); i++) {
            LayerSpec layer = model.layers().get(i);
            Shape out = layer.out(shape);
            Frame frame =
                    i + 1 < model.layers().size() ? model.layers().get(i + 1).frame(out) : Frame.NONE;
            Op op = op(building, layer, in, inGradient, frame);
            ops.add(op);
            in = op.out();
            // Without anything to learn before it, nobody needs the gradient.
            inGradient = inGradient == null && op.learned() == null ? null : op.outGradient();
            shape = out;
        }
    }

    private static Op op(Building building, LayerSpec layer, Plane in, @Nullable Plane inGradient, Frame frame) {
        return switch (layer) {
            case LayerSpec.Convolution convolution -> new ConvolutionOp(building, convolution, in, inGradient, frame);
            case LayerSpec.Dense dense -> new DenseOp(building, dense, in, inGradient);
            case LayerSpec.MaxPool pool -> PoolOp.max(building, pool, in, inGradient, frame);
            case LayerSpec.AveragePool pool -> PoolOp.average(building, pool, in, inGradient, frame);
            case LayerSpec.Activate activate ->
                new ActivationOp(building, activate.activation(), in, inGradient, frame);
            case LayerSpec.Embedding embedding -> new EmbeddingOp(building, embedding, in);
            case LayerSpec.Lstm lstm -> new LstmOp(building, lstm, in, inGradient);
            case LayerSpec.LastStep ignored -> new LastStepOp(building, in, inGradient);
            case LayerSpec.PerPosition each -> new PerPositionOp(building, each.dense(), in, inGradient);
            case LayerSpec.Dropout dropout -> new DropoutOp(building, dropout, in, inGradient, frame);
        };
    }

    // What the stages will ask for, padding included.
    private long parameterRoom() {
        long room = 0;
        Shape shape = model.input();
        for (LayerSpec layer : model.layers()) {
            if (layer instanceof LayerSpec.Convolution convolution) {
                long outs = padded(convolution.channels());
                room += outs
                                * shape.channels()
                                * convolution.window().height()
                                * convolution.window().width()
                        + outs;
            } else if (layer instanceof LayerSpec.Dense dense) {
                long ins = (long) shape.height() * shape.width() * padded(shape.channels());
                room += ins * dense.units() + padded(dense.units());
            } else if (layer instanceof LayerSpec.PerPosition each) {
                room += padded(shape.channels()) * each.dense().units()
                        + padded(each.dense().units());
            } else if (layer instanceof LayerSpec.Embedding embedding) {
                room += (embedding.vocabulary() + 1L) * padded(embedding.units());
            } else if (layer instanceof LayerSpec.Lstm lstm) {
                long units = padded(lstm.units());
                room += 4 * units * (padded(shape.channels()) + units + 1);
            }
            shape = layer.out(shape);
        }
        return room;
    }

    private long padded(int channels) {
        return (long) Math.ceilDiv(channels, lanes) * lanes;
    }

    int capacity() {
        return capacity;
    }

    /** Bytes of native memory it holds. */
    long bytes() {
        return slab.bytes();
    }

    /** Takes these values, in Deeplearning4j's order, as parameters. */
    void read(float[] flat) {
        int offset = 0;
        for (Op op : ops) {
            Learned learned = op.learned();
            if (learned != null) {
                learned.order().read(flat, offset);
                offset += learned.order().size();
            }
        }
    }

    /** Writes the parameters in Deeplearning4j's order. */
    void write(float[] flat) {
        int offset = 0;
        for (Op op : ops) {
            Learned learned = op.learned();
            if (learned != null) {
                learned.order().write(flat, offset);
                offset += learned.order().size();
            }
        }
    }

    /** A fresh optimiser over the parameters as they are now, which also are the centre of the proximal term. */
    Step step(Optimizer optimizer, double learningRate, double proximal) {
        return new OptimizerStep(kernels, parameters, optimizer, learningRate, proximal);
    }

    /** Starts the draws of dropout. */
    void seed(Seed seed) {
        for (int i = 0; i < ops.size(); i++) {
            if (ops.get(i) instanceof DropoutOp dropout) {
                dropout.seed(seed.child(i).value());
            }
        }
    }

    /** Takes {@code count} examples, those that {@code order} names from {@code from} on. */
    void fill(Examples examples, int[] order, int from, int count) {
        Grid grid = input.grid();
        boolean direct = grid.pixels() == 1 || (grid.isPlain() && grid.pixel() == 1);
        for (int i = 0; i < count; i++) {
            int row = order[from + i];
            labels[i] = examples.label(row);
            if (direct) {
                examples.features(row, slab.memory(), input.image(i));
            } else {
                examples.features(row, staged, 0);
                place(i);
            }
            if (model.layers().getFirst() instanceof LayerSpec.Embedding embedding) {
                Tokens.check(slab.memory(), input.image(i), grid.channels(), embedding.vocabulary(), row);
            }
        }
    }

    // From channel, row, column to row, column, channel.
    private void place(int image) {
        Grid grid = input.grid();
        float[] memory = slab.memory();
        for (int c = 0; c < grid.channels(); c++) {
            for (int y = 0; y < grid.height(); y++) {
                int read = (c * grid.height() + y) * grid.width();
                int written = input.pixel(image, y, 0) + c;
                for (int x = 0; x < grid.width(); x++) {
                    memory[written + x * grid.pixel()] = staged[read + x];
                }
            }
        }
    }

    /**
     * One training step on the first {@code count} examples taken.
     *
     * @return their mean loss before the step, penalties included
     */
    double train(int count, Step step) {
        double penalty = penalty();
        for (Op op : ops) {
            op.forward(count);
        }
        activate(count);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += model.loss()
                    .differentiate(slab, outputs.image(i), last.outGradient().image(i), model.classes(), labels[i]);
        }
        step.next(count);
        for (int i = ops.size() - 1; i >= 0; i--) {
            ops.get(i).backward(count, step);
        }
        return sum / count + penalty;
    }

    // In a place of its own: the last stage needs its scores for its own derivative.
    private void activate(int count) {
        slab.copy(
                last.out().address(), outputs.address(), count * outputs.grid().image());
        for (int i = 0; i < count; i++) {
            model.loss().activate(slab, outputs.image(i), model.classes());
        }
    }

    private double penalty() {
        double sum = 0;
        for (Op op : ops) {
            Learned learned = op.learned();
            if (learned != null) {
                sum += penalty(learned.weights()) + penalty(learned.biases());
            }
        }
        return sum;
    }

    private double penalty(Learned.Block block) {
        if (block.l1() == 0 && block.l2() == 0) {
            return 0;
        }
        double absolutes = 0;
        double squares = 0;
        for (int i = 0; i < block.size(); i++) {
            double value = slab.get(block.address() + i);
            absolutes += Math.abs(value);
            squares += value * value;
        }
        return block.l1() * absolutes + 0.5 * block.l2() * squares;
    }

    /** Computes the outputs of the first {@code count} examples taken. */
    void infer(int count) {
        for (Op op : ops) {
            op.infer(count);
        }
        activate(count);
    }

    /** One output of an example, after {@link #infer}. */
    float output(int example, int index) {
        return slab.get(outputs.image(example) + index);
    }

    /** The label of an example taken. */
    int label(int example) {
        return labels[example];
    }
}
