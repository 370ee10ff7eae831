package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.Learned.Block;
import org.jspecify.annotations.Nullable;

/**
 * A layer of LSTM cells without peepholes (Gers, Schmidhuber and Cummins, Learning to Forget, 2000), as Deeplearning4j counts its
 * gates: input, forget, output, and the gate on the input. A sequence is an image as high as it is long and one pixel wide.
 *
 * <p>The weights of the input and, below them, those of the layer's own last output lie in panels of two vectors' columns.
 * Forward and backward go through time in blocks of about 64 positions, all sequences side by side, so that a block's gates
 * stay in second-level cache: what the input adds to them is one product per block, and so are, backward with the panels
 * turned, the gradients of the input and of the weights. Only the recurrent part goes step by step.
 */
final class LstmOp implements Op {
    private static final int GATES = 4;
    private static final int BLOCK_POSITIONS = 64;
    private static final int PAGE = 1024;

    private final Slab slab;
    private final Kernels kernels;
    private final Activation activation;
    private final Activation gateActivation;
    private final Plane in;
    private final @Nullable Plane inGradient;
    private final Plane out;
    private final Plane outGradient;
    private final Learned learned;

    private final int time;
    private final int inputs;
    private final int units;
    private final int paddedUnits;
    private final int columns;
    private final int row;
    private final int width;

    private final Panels weights;
    private final Panels recurrentWeights;
    private final int gates;
    private final int cells;
    private final int squashed;
    private final int inputRows;
    private final int zeros;

    private final Panels turned;
    private final Panels turnedInput;
    private final int recurrent;
    private final int recurrentRow;
    private final int carried;
    private final int spare;
    private final int spareRow;
    private final int across;
    private final int acrossRow;
    private final int packed;
    private final int gradient;
    private final int biasGradient;

    /**
     * Lays out all of its memory.
     *
     * @param in without a frame
     * @param inGradient null if nobody needs it
     */
    LstmOp(Building building, LayerSpec.Lstm spec, Plane in, @Nullable Plane inGradient) {
        Grid grid = in.grid();
        if (!grid.isPlain() || grid.width() != 1) {
            throw new IllegalArgumentException("an LSTM reads sequences without a frame, got " + grid);
        }
        this.slab = building.slab();
        this.kernels = building.kernels();
        this.activation = spec.activation();
        this.gateActivation = spec.gateActivation();
        this.in = in;
        this.inGradient = inGradient;
        this.time = grid.height();
        this.inputs = grid.pixel();
        this.units = spec.units();
        this.paddedUnits = building.padded(units);
        this.columns = Math.multiplyExact(GATES, paddedUnits);
        this.width = building.panel();
        // Rows a page apart would compete for the same few places in the cache.
        this.row = columns % PAGE == 0 ? columns + width : columns;
        Shape shape = new Shape(time, 1, units);
        this.out = building.plane(shape, Frame.NONE);
        this.outGradient = building.plane(shape, Frame.NONE);

        int depth = inputs + paddedUnits;
        Block values = building.block(
                Math.multiplyExact(depth, columns),
                spec.penalty().l1(),
                spec.penalty().l2());
        Block biases =
                building.block(columns, spec.penalty().biasL1(), spec.penalty().biasL2());
        this.weights = new Panels(values.address(), depth * width, columns / width, width);
        this.recurrentWeights = weights.from(inputs);
        this.learned = new Learned(values, biases, new CellOrder(this, grid.channels(), values, biases));

        int sequences = building.capacity();
        int positions = Math.multiplyExact(sequences, time);
        int block = Math.min(positions, Math.max(sequences, BLOCK_POSITIONS));
        this.gates = building.scratch(Math.multiplyExact(positions, row));
        this.cells = building.scratch(Math.multiplyExact(positions, paddedUnits));
        this.squashed = building.scratch(Math.multiplyExact(positions, paddedUnits));
        this.inputRows = building.scratch(Math.multiplyExact(block, inputs));
        this.zeros = building.zeros(Math.max(columns, Math.ceilDiv(inputs, width) * width));

        int unitPanels = Math.ceilDiv(paddedUnits, width);
        int inputPanels = inGradient == null ? 0 : Math.ceilDiv(inputs, width);
        int turnedSize = Math.multiplyExact(columns, width);
        this.turned =
                new Panels(building.scratch(Math.multiplyExact(unitPanels, turnedSize)), turnedSize, unitPanels, width);
        this.turnedInput = new Panels(
                building.scratch(Math.multiplyExact(inputPanels, turnedSize)), turnedSize, inputPanels, width);
        this.recurrentRow = unitPanels * width;
        this.recurrent = building.scratch(Math.multiplyExact(sequences, recurrentRow));
        this.carried = building.scratch(Math.multiplyExact(sequences, paddedUnits));
        this.spareRow = inputPanels * width;
        this.spare = building.scratch(Math.multiplyExact(block, spareRow));
        this.acrossRow = block;
        this.across = building.scratch(Math.multiplyExact(depth, acrossRow));
        this.packed = building.scratch(Math.multiplyExact(block, width));
        this.gradient = building.scratch(values.size());
        this.biasGradient = building.scratch(columns);
    }

    @Override
    public Plane out() {
        return out;
    }

    @Override
    public Plane outGradient() {
        return outGradient;
    }

    @Override
    public Learned learned() {
        return learned;
    }

    // Steps of a block, from the batch alone: results must not depend on the memory there is.
    private static int span(int images) {
        return Math.max(1, BLOCK_POSITIONS / images);
    }

    private int cell(int position) {
        return position < 0 ? zeros : cells + position * paddedUnits;
    }

    @Override
    public void forward(int images) {
        int span = span(images);
        for (int from = 0; from < time; from += span) {
            block(images, from, Math.min(from + span, time), gates + from * images * row);
        }
    }

    /** As forward, but every block's gates take the same place. */
    @Override
    public void infer(int images) {
        int span = span(images);
        for (int from = 0; from < time; from += span) {
            block(images, from, Math.min(from + span, time), gates);
        }
    }

    private void block(int images, int from, int to, int first) {
        for (int t = from; t < to; t++) {
            for (int i = 0; i < images; i++) {
                slab.copy(in.pixel(i, t, 0), inputRows + ((t - from) * images + i) * inputs, inputs);
            }
        }
        weights.multiply(
                kernels,
                inputRows,
                inputs,
                (to - from) * images,
                inputs,
                learned.biases().address(),
                first,
                row);
        for (int t = from; t < to; t++) {
            int here = first + (t - from) * images * row;
            if (t > 0) {
                recurrentWeights.multiply(
                        kernels,
                        out.pixel(0, t - 1, 0),
                        out.grid().image(),
                        images,
                        paddedUnits,
                        Kernels.ONTO,
                        here,
                        row);
            }
            for (int i = 0; i < images; i++) {
                step(here + i * row, t * images + i, images, out.pixel(i, t, 0));
            }
        }
    }

    private void step(int z, int position, int images, int to) {
        kernels.activate(activation, z, paddedUnits);
        kernels.activate(gateActivation, z + paddedUnits, (GATES - 1) * paddedUnits);
        int cell = cell(position);
        kernels.cell(z, cell(position - images), cell, paddedUnits);
        int through = squashed + position * paddedUnits;
        slab.copy(cell, through, paddedUnits);
        kernels.activate(activation, through, paddedUnits);
        kernels.multiply(through, z + 2 * paddedUnits, to, paddedUnits);
        // Padding must not reach the next layer, and not every activation of 0 is 0.
        slab.fill(to + units, paddedUnits - units, 0);
    }

    @Override
    public void backward(int images, Step step) {
        turn(inputs, paddedUnits, turned);
        if (inGradient != null) {
            turn(0, inputs, turnedInput);
        }
        slab.fill(carried, images * paddedUnits, 0);
        slab.fill(biasGradient, columns, 0);
        int span = span(images);
        for (int from = (time - 1) / span * span; from >= 0; from -= span) {
            int to = Math.min(from + span, time);
            for (int t = to - 1; t >= from; t--) {
                stepBack(images, t);
            }
            int first = gates + from * images * row;
            int positions = (to - from) * images;
            inputGradient(images, from, first, positions);
            weightGradient(images, from, first, positions);
            for (int p = 0; p < positions; p++) {
                kernels.add(first + p * row, biasGradient, columns);
            }
        }
        step.move(learned.weights(), 0, gradient, learned.weights().size());
        step.move(learned.biases(), 0, biasGradient, columns);
    }

    private void stepBack(int images, int t) {
        int here = gates + t * images * row;
        for (int i = 0; i < images; i++) {
            int above = outGradient.pixel(i, t, 0);
            if (t < time - 1) {
                kernels.add(recurrent + i * recurrentRow, above, paddedUnits);
            }
            int position = t * images + i;
            kernels.cellGradient(
                    activation,
                    gateActivation,
                    here + i * row,
                    cell(position - images),
                    squashed + position * paddedUnits,
                    above,
                    carried + i * paddedUnits,
                    paddedUnits);
        }
        if (t > 0) {
            turned.multiply(kernels, here, row, images, columns, zeros, recurrent, recurrentRow);
        }
    }

    private void inputGradient(int images, int from, int first, int positions) {
        if (inGradient == null) {
            return;
        }
        turnedInput.multiply(kernels, first, row, positions, columns, zeros, spare, spareRow);
        for (int p = 0; p < positions; p++) {
            slab.copy(spare + p * spareRow, inGradient.pixel(p % images, from + p / images, 0), inputs);
        }
    }

    /** Swaps rows and columns of these rows of the weights. */
    private void turn(int first, int rows, Panels to) {
        float[] memory = slab.memory();
        for (int p = 0; p < weights.count(); p++) {
            int from = weights.address() + p * weights.stride() + first * width;
            for (int k = 0; k < rows; k++) {
                int next = to.address() + k / width * to.stride() + p * width * width + k % width;
                for (int n = 0; n < width; n++, next += width) {
                    memory[next] = memory[from + k * width + n];
                }
            }
        }
    }

    private void weightGradient(int images, int from, int first, int positions) {
        gather(images, from, positions);
        // Blocks come last to first: the first one seen sets the sums.
        int start = from + span(images) >= time ? zeros : Kernels.ONTO;
        for (int p = 0; p < weights.count(); p++) {
            for (int i = 0; i < positions; i++) {
                slab.copy(first + i * row + p * width, packed + i * width, width);
            }
            kernels.panel(
                    across,
                    acrossRow,
                    inputs + paddedUnits,
                    positions,
                    packed,
                    start,
                    gradient + p * weights.stride(),
                    width);
        }
    }

    // Row k holds what came in through weight row k, position by position.
    private void gather(int images, int from, int positions) {
        for (int p = 0; p < positions; p++) {
            int t = from + p / images;
            int i = p % images;
            spread(in.pixel(i, t, 0), inputs, across + p);
            int before = t == 0 ? zeros : out.pixel(i, t - 1, 0);
            spread(before, paddedUnits, across + inputs * acrossRow + p);
        }
    }

    private void spread(int from, int count, int to) {
        float[] memory = slab.memory();
        for (int k = 0; k < count; k++) {
            memory[to + k * acrossRow] = memory[from + k];
        }
    }

    /** Deeplearning4j's order: input weights, recurrent weights, both column by column, then biases. */
    private record CellOrder(LstmOp op, int channels, Block weights, Block biases) implements Learned.Order {
        @Override
        public int size() {
            return GATES * op.units * (channels + op.units + 1);
        }

        private int column(int n) {
            return n / op.units * op.paddedUnits + n % op.units;
        }

        private int place(int k, int n) {
            int column = column(n);
            return op.weights.address() + column / op.width * op.weights.stride() + k * op.width + column % op.width;
        }

        @Override
        public void read(float[] flat, int offset) {
            int next = offset;
            for (int n = 0; n < GATES * op.units; n++) {
                for (int k = 0; k < channels; k++) {
                    op.slab.set(place(k, n), flat[next++]);
                }
            }
            for (int n = 0; n < GATES * op.units; n++) {
                for (int k = 0; k < op.units; k++) {
                    op.slab.set(place(op.inputs + k, n), flat[next++]);
                }
            }
            for (int n = 0; n < GATES * op.units; n++) {
                op.slab.set(biases.address() + column(n), flat[next++]);
            }
        }

        @Override
        public void write(float[] flat, int offset) {
            int next = offset;
            for (int n = 0; n < GATES * op.units; n++) {
                for (int k = 0; k < channels; k++) {
                    flat[next++] = op.slab.get(place(k, n));
                }
            }
            for (int n = 0; n < GATES * op.units; n++) {
                for (int k = 0; k < op.units; k++) {
                    flat[next++] = op.slab.get(place(op.inputs + k, n));
                }
            }
            for (int n = 0; n < GATES * op.units; n++) {
                flat[next++] = op.slab.get(biases.address() + column(n));
            }
        }
    }
}
