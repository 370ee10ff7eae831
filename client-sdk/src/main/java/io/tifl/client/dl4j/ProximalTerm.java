package io.tifl.client.dl4j;

import io.tifl.protocol.Parameters;
import java.lang.foreign.MemorySegment;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adds the gradient of the FedProx term, {@code mu * (w - start)}, to the gradient of every step (Li et al., Federated
 * Optimization in Heterogeneous Networks, MLSys 2020).
 *
 * <p>Deeplearning4j hands listeners the gradient summed over the batch and divides it by the batch size afterwards, so the
 * term is added batch-size times.
 */
final class ProximalTerm extends BaseTrainingListener {
    private final MemorySegment start;
    private final double mu;

    ProximalTerm(Parameters start, double mu) {
        this.start = start.values();
        this.mu = mu;
    }

    @Override
    public void onGradientCalculation(Model model) {
        MultiLayerNetwork net = (MultiLayerNetwork) model;
        float weight = (float) (mu * net.batchSize());
        add(weight, segment(net.params()), segment(net.getFlattenedGradients()));
    }

    private static MemorySegment segment(INDArray flat) {
        return MemorySegment.ofBuffer(flat.data().asNioFloat());
    }

    private void add(float weight, MemorySegment parameters, MemorySegment gradient) {
        long size = start.byteSize() / Float.BYTES;
        for (long i = 0; i < size; i++) {
            float away = parameters.getAtIndex(Parameters.VALUE, i) - start.getAtIndex(Parameters.VALUE, i);
            float sum = gradient.getAtIndex(Parameters.VALUE, i) + weight * away;
            gradient.setAtIndex(Parameters.VALUE, i, sum);
        }
    }
}
