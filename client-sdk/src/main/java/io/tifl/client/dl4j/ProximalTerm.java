package io.tifl.client.dl4j;

import io.tifl.protocol.Parameters;
import java.lang.foreign.MemorySegment;
import org.deeplearning4j.nn.api.Model;

/**
 * Adds the gradient of the FedProx term, {@code mu * (w - centre)}, to the gradient of every step (Li et al., Federated
 * Optimization in Heterogeneous Networks, MLSys 2020).
 */
final class ProximalTerm extends GradientTerm {
    private final Parameters centre;
    private final double mu;

    ProximalTerm(Parameters centre, double mu) {
        super(centre.layout());
        this.centre = centre;
        this.mu = mu;
    }

    @Override
    void add(Model model, float examples, MemorySegment gradient, long from, long to) {
        float weight = (float) (mu * examples);
        MemorySegment parameters = segment(model.params());
        MemorySegment values = centre.values();
        for (long i = from; i < to; i++) {
            float away = parameters.getAtIndex(Parameters.VALUE, i) - values.getAtIndex(Parameters.VALUE, i);
            float sum = gradient.getAtIndex(Parameters.VALUE, i) + weight * away;
            gradient.setAtIndex(Parameters.VALUE, i, sum);
        }
    }
}
