package io.tifl.client.dl4j;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.RunningStatistics;
import java.lang.foreign.MemorySegment;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adds a term to the gradient of every step. Confined to one thread.
 *
 * <p>Deeplearning4j hands listeners the gradient summed over the batch and divides it by the batch size afterwards, so a term
 * is added batch-size times. The running statistics of batch normalisation are among the parameters, but nothing learns
 * them: terms leave them alone.
 */
abstract class GradientTerm extends BaseTrainingListener {
    private final Layout layout;

    GradientTerm(Layout layout) {
        this.layout = layout;
    }

    /** A term that is the same in every step. */
    static GradientTerm constant(Parameters term) {
        return new GradientTerm(term.layout()) {
            @Override
            void add(Model model, float examples, MemorySegment gradient, long from, long to) {
                MemorySegment values = term.values();
                for (long i = from; i < to; i++) {
                    float sum = gradient.getAtIndex(Parameters.VALUE, i)
                            + examples * values.getAtIndex(Parameters.VALUE, i);
                    gradient.setAtIndex(Parameters.VALUE, i, sum);
                }
            }
        };
    }

    /** Adds {@code examples} times the term to the gradient of the values from {@code from} to before {@code to}. */
    abstract void add(Model model, float examples, MemorySegment gradient, long from, long to);

    @Override
    public final void onGradientCalculation(Model model) {
        MemorySegment gradient = segment(model.getGradientsViewArray());
        long offset = 0;
        for (Layout.Block block : layout.blocks()) {
            if (!RunningStatistics.has(block)) {
                add(model, model.batchSize(), gradient, offset, offset + block.size());
            }
            offset += block.size();
        }
    }

    static MemorySegment segment(INDArray flat) {
        return MemorySegment.ofBuffer(flat.data().asNioFloat());
    }
}
