package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.Learned.Block;
import org.jspecify.annotations.Nullable;

/**
 * A layer of LSTM cells without peepholes (Gers, Schmidhuber and Cummins, Learning to Forget, 2000), as Deeplearning4j counts its
 * gates: input, forget, output, and the gate on the input. A sequence is an image as high as it is long and one pixel wide.
 *
 * <p>The weights of the input and, below them, those of the layer's own last output lie in panels of two vectors' columns. What the
 * input adds to the gates is one product over all positions of all sequences; only the recurrent part goes step by step, and
 * reads its panels front to back. Backward does the same with the panels turned, and collects the gradient of the weights at
 * the end, again over all positions, in blocks of them.
 */
final class LstmOp implements Op {
    private static final int GATES = 4;
    private static final int BLOCK_POSITIONS = 128;

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
    private final int row;
    private final int width;

    private final Panels weights;
    private final int gates;
    private final int cells;
    private final int squashed;
    private final int zeros;

    private final Panels turned;
    private final int recurrent;
    private final int recurrentRow;
    private final int carried;
    private final int spare;
    private final int spareRow;
    private final int across;
    private final int packed;
    private final int gradient;

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
        this.row = Math.multiplyExact(GATES, paddedUnits);
        this.width = building.panel();
        Shape shape = new Shape(time, 1, units);
        this.out = building.plane(shape, Frame.NONE);
        this.outGradient = building.plane(shape, Frame.NONE);

        int depth = inputs + paddedUnits;
        Block values = building.block(
                Math.multiplyExact(depth, row),
                spec.penalty().l1(),
                spec.penalty().l2());
        Block biases =
                building.block(row, spec.penalty().biasL1(), spec.penalty().biasL2());
        this.weights = new Panels(values.address(), depth * width, row / width, width);
        this.learned = new Learned(values, biases, new CellOrder(this, grid.channels(), values, biases));

        int sequences = building.capacity();
        int positions = Math.multiplyExact(sequences, time);
        this.gates = building.scratch(Math.multiplyExact(positions, row));
        this.cells = building.scratch(Math.multiplyExact(positions, paddedUnits));
        this.squashed = building.scratch(Math.multiplyExact(positions, paddedUnits));
        this.zeros = building.zeros(Math.max(row, Math.ceilDiv(inputs, width) * width));

        int inputPanels = inGradient == null ? 0 : Math.ceilDiv(inputs, width);
        int unitPanels = Math.ceilDiv(paddedUnits, width);
        this.turned = new Panels(
                building.scratch(Math.multiplyExact(inputPanels + unitPanels, row * width)),
                row * width,
                unitPanels,
                width);
        this.recurrentRow = unitPanels * width;
        this.recurrent = building.scratch(sequences * recurrentRow);
        this.carried = building.scratch(sequences * paddedUnits);
        this.spareRow = inputPanels * width;
        this.spare = spareRow == inputs ? 0 : building.scratch(Math.multiplyExact(positions, spareRow));
        this.across = building.scratch(depth * BLOCK_POSITIONS);
        this.packed = building.scratch(BLOCK_POSITIONS * width);
        this.gradient = building.scratch(values.size());
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

    private int position(int sequence, int step) {
        return sequence * time + step;
    }

    private int gates(int sequence, int step) {
        return gates + position(sequence, step) * row;
    }

    private int cell(int sequence, int step) {
        return step < 0 ? zeros : cells + position(sequence, step) * paddedUnits;
    }

    @Override
    public void forward(int images) {
        weights.multiply(
                kernels,
                in.address(),
                inputs,
                images * time,
                inputs,
                learned.biases().address(),
                gates,
                row);
        Panels own = weights.from(inputs);
        for (int t = 0; t < time; t++) {
            if (t > 0) {
                own.multiply(
                        kernels,
                        out.pixel(0, t - 1, 0),
                        out.grid().image(),
                        images,
                        paddedUnits,
                        Kernels.ONTO,
                        gates(0, t),
                        time * row);
            }
            for (int i = 0; i < images; i++) {
                step(i, t);
            }
        }
    }

    private void step(int i, int t) {
        int z = gates(i, t);
        kernels.activate(activation, z, paddedUnits);
        kernels.activate(gateActivation, z + paddedUnits, (GATES - 1) * paddedUnits);
        int cell = cell(i, t);
        kernels.cell(z, cell(i, t - 1), cell, paddedUnits);
        int through = squashed + position(i, t) * paddedUnits;
        slab.copy(cell, through, paddedUnits);
        kernels.activate(activation, through, paddedUnits);
        int to = out.pixel(i, t, 0);
        kernels.multiply(through, z + 2 * paddedUnits, to, paddedUnits);
        // Padding must not reach the next layer, and not every activation of 0 is 0.
        slab.fill(to + units, paddedUnits - units, 0);
    }

    @Override
    public void backward(int images, Step step) {
        turn();
        slab.fill(carried, images * paddedUnits, 0);
        for (int t = time - 1; t >= 0; t--) {
            for (int i = 0; i < images; i++) {
                cellGradient(i, t);
            }
            if (t > 0) {
                turned.multiply(kernels, gates(0, t), time * row, images, row, zeros, recurrent, recurrentRow);
            }
        }
        inputGradient(images);
        weightGradient(images);
        step.move(learned.weights(), 0, gradient, learned.weights().size());
        slab.fill(gradient, row, 0);
        for (int p = 0; p < images * time; p++) {
            kernels.add(gates + p * row, gradient, row);
        }
        step.move(learned.biases(), 0, gradient, row);
    }

    private void cellGradient(int i, int t) {
        int above = outGradient.pixel(i, t, 0);
        if (t < time - 1) {
            kernels.add(recurrent + i * recurrentRow, above, paddedUnits);
        }
        kernels.cellGradient(
                activation,
                gateActivation,
                gates(i, t),
                cell(i, t - 1),
                squashed + position(i, t) * paddedUnits,
                above,
                carried + i * paddedUnits,
                paddedUnits);
    }

    private void inputGradient(int images) {
        if (inGradient == null) {
            return;
        }
        Panels toInput = new Panels(
                turned.address() + turned.count() * turned.stride(), turned.stride(), spareRow / width, width);
        boolean whole = spareRow == inputs;
        int to = whole ? inGradient.address() : spare;
        toInput.multiply(kernels, gates, row, images * time, row, zeros, to, spareRow);
        for (int p = 0; !whole && p < images * time; p++) {
            slab.copy(spare + p * spareRow, inGradient.address() + p * inputs, inputs);
        }
    }

    /** The weights with rows and columns swapped, those of the layer's own output first. */
    private void turn() {
        float[] memory = slab.memory();
        int inputRows = inGradient == null ? 0 : inputs;
        for (int k = 0; k < paddedUnits; k++) {
            turnRow(memory, inputs + k, turned.address() + k / width * turned.stride() + k % width);
        }
        int toInput = turned.address() + turned.count() * turned.stride();
        for (int k = 0; k < inputRows; k++) {
            turnRow(memory, k, toInput + k / width * turned.stride() + k % width);
        }
    }

    private void turnRow(float[] memory, int k, int to) {
        int next = to;
        for (int p = 0; p < weights.count(); p++) {
            int from = weights.address() + p * weights.stride() + k * width;
            for (int n = 0; n < width; n++, next += width) {
                memory[next] = memory[from + n];
            }
        }
    }

    /** Sums over blocks of positions, with what the weights were multiplied with turned, and the gates' gradients in a panel. */
    private void weightGradient(int images) {
        int positions = images * time;
        int depth = inputs + paddedUnits;
        for (int from = 0; from < positions; from += BLOCK_POSITIONS) {
            int count = Math.min(BLOCK_POSITIONS, positions - from);
            gather(from, count);
            for (int p = 0; p < weights.count(); p++) {
                for (int i = 0; i < count; i++) {
                    slab.copy(gates + (from + i) * row + p * width, packed + i * width, width);
                }
                kernels.panel(
                        across,
                        BLOCK_POSITIONS,
                        depth,
                        count,
                        packed,
                        from == 0 ? zeros : Kernels.ONTO,
                        gradient + p * weights.stride(),
                        width);
            }
        }
    }

    // Row k holds what came in through weight row k, position by position.
    private void gather(int from, int count) {
        float[] memory = slab.memory();
        for (int i = 0; i < count; i++) {
            int position = from + i;
            int read = in.address() + position * inputs;
            for (int k = 0; k < inputs; k++) {
                memory[across + k * BLOCK_POSITIONS + i] = memory[read + k];
            }
            int before = position % time == 0 ? zeros : out.address() + (position - 1) * paddedUnits;
            int to = across + inputs * BLOCK_POSITIONS + i;
            for (int k = 0; k < paddedUnits; k++) {
                memory[to + k * BLOCK_POSITIONS] = memory[before + k];
            }
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
