package io.tifl.client.dl4j;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adds the gradient of the FedProx term, {@code mu * (w - start)}, to the gradient of every step (Li et al., Federated
 * Optimization in Heterogeneous Networks, MLSys 2020).
 *
 * <p>Deeplearning4j hands listeners the gradient summed over the batch and divides it by the batch size afterwards, so the
 * term is added batch-size times. The running statistics of batch normalisation are among the parameters, but nothing learns
 * them: the term leaves them alone.
 */
final class ProximalTerm extends BaseTrainingListener {
    private static final Set<String> STATISTICS = Set.of(
            BatchNormalizationParamInitializer.GLOBAL_MEAN,
            BatchNormalizationParamInitializer.GLOBAL_VAR,
            BatchNormalizationParamInitializer.GLOBAL_LOG_STD);

    private final Parameters start;
    private final double mu;

    ProximalTerm(Parameters start, double mu) {
        this.start = start;
        this.mu = mu;
    }

    @Override
    public void onGradientCalculation(Model model) {
        float weight = (float) (mu * model.batchSize());
        MemorySegment parameters = segment(model.params());
        MemorySegment gradient = segment(model.getGradientsViewArray());
        long offset = 0;
        for (Layout.Block block : start.layout().blocks()) {
            if (isLearned(block)) {
                add(weight, parameters, gradient, offset, offset + block.size());
            }
            offset += block.size();
        }
    }

    private static boolean isLearned(Layout.Block block) {
        return !STATISTICS.contains(block.name().substring(block.name().lastIndexOf('_') + 1));
    }

    private static MemorySegment segment(INDArray flat) {
        return MemorySegment.ofBuffer(flat.data().asNioFloat());
    }

    private void add(float weight, MemorySegment parameters, MemorySegment gradient, long from, long to) {
        MemorySegment centre = start.values();
        for (long i = from; i < to; i++) {
            float away = parameters.getAtIndex(Parameters.VALUE, i) - centre.getAtIndex(Parameters.VALUE, i);
            float sum = gradient.getAtIndex(Parameters.VALUE, i) + weight * away;
            gradient.setAtIndex(Parameters.VALUE, i, sum);
        }
    }
}
