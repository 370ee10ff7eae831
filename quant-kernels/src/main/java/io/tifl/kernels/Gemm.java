package io.tifl.kernels;

import io.tifl.kernels.internal.Input;
import io.tifl.kernels.internal.Multiplication;
import io.tifl.kernels.internal.Panels;
import io.tifl.kernels.internal.Slice;
import io.tifl.kernels.internal.Stage;

/**
 * Products of input rows with one {@link PackedWeights}, in one form of output. Thread-safe; results do not depend on
 * the number of threads, on the processor or on where operands lie.
 *
 * <p>Operands in native memory let the garbage collector work while a product is computed. Those on the heap are used
 * where they are, which holds it up for about 100 microseconds at a time.
 */
public final class Gemm {
    /** Several, so that a thread that starts late leaves more to the others. */
    private static final int SLICES_PER_THREAD = 4;

    private final Panels panels;
    private final Stage stage;
    private final Multiplication multiplication;

    Gemm(Panels panels, Stage stage, Multiplication multiplication) {
        this.panels = panels;
        this.stage = stage;
        this.multiplication = multiplication;
    }

    /** Multiplies on the calling thread. */
    public void multiply(Rows inputs, Rows outputs) {
        multiply(inputs, outputs, Threads.CALLER);
    }

    /**
     * Multiplies.
     *
     * @param inputs rows of unsigned bytes, as many as the weights are deep
     * @param outputs as many rows; overwritten
     */
    public void multiply(Rows inputs, Rows outputs, Threads threads) {
        inputs.requireWidth("inputs", panels.depth());
        run(new Input.UnsignedBytes(inputs.values(), inputs.strideBytes()), inputs, outputs, threads);
    }

    /** Multiplies floats that become bytes first, on the calling thread. */
    public void multiplyFloats(Rows inputs, InputQuantization quantization, Rows outputs) {
        multiplyFloats(inputs, quantization, outputs, Threads.CALLER);
    }

    /**
     * Multiplies floats that become bytes first.
     *
     * @param inputs rows of floats in native byte order, as many as the weights are deep
     * @param outputs as many rows; overwritten
     */
    public void multiplyFloats(Rows inputs, InputQuantization quantization, Rows outputs, Threads threads) {
        inputs.requireWidth("inputs", (long) Float.BYTES * panels.depth());
        Input input = new Input.Floats(
                inputs.values(), inputs.strideBytes(), quantization.inverseScale(), quantization.zeroPoint());
        run(input, inputs, outputs, threads);
    }

    private void run(Input input, Rows inputs, Rows outputs, Threads threads) {
        outputs.requireWidth("outputs", (long) stage.output().bytes() * panels.columns());
        inputs.requireOutputs(outputs);
        if (inputs.count() == 0) {
            return;
        }
        Slice all = new Slice(0, inputs.count(), 0, panels.count());
        if (threads.count() == 1) {
            multiplication.compute(input, outputs.values(), outputs.strideBytes(), all);
            return;
        }
        ParallelTasks.run(
                threads,
                GemmSlices.of(all, SLICES_PER_THREAD * threads.count()),
                slice -> multiplication.compute(input, outputs.values(), outputs.strideBytes(), slice));
    }
}
