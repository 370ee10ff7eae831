package io.tifl.experiments.ssl.covariance;

import java.util.List;

/**
 * Where a contrastive loss with one negative moves the weights of a layer, in expectation over all samples and views:
 * by back-propagation through every triple, which knows nothing of covariance operators and so checks them.
 */
public final class ContrastiveDescent {
    private final ReluNetwork network;
    private final int layer;
    private final List<List<List<double[]>>> activations;
    private final double[] sum;

    private ContrastiveDescent(ReluNetwork network, AugmentedSamples samples, int layer) {
        network.requireLayer(layer);
        this.network = network;
        this.layer = layer;
        this.activations = samples.views().stream()
                .map(views -> views.stream().map(network::activations).toList())
                .toList();
        this.sum = new double[network.weights().get(layer - 1).values().length];
    }

    /**
     * The negative gradient for {@code vec(W_l)}.
     *
     * @param layer from 1
     */
    public static double[] of(
            ReluNetwork network, AugmentedSamples samples, PairSlope slope, int layer, Towers towers) {
        ContrastiveDescent descent = new ContrastiveDescent(network, samples, layer);
        ViewTriples.forEach(network, samples, triple -> descent.add(triple, triple.slope(slope), towers));
        return descent.sum;
    }

    private void add(ViewTriples.Triple triple, double slope, Towers towers) {
        double factor = triple.probability() * slope;
        List<double[]> anchor = activations.get(triple.sample()).get(triple.anchor());
        List<double[]> positive = activations.get(triple.sample()).get(triple.positive());
        List<double[]> negative = activations.get(triple.other()).get(triple.negative());
        pull(factor, anchor, positive);
        pull(-factor, anchor, negative);
        if (towers == Towers.BOTH) {
            pull(factor, positive, anchor);
            pull(-factor, negative, anchor);
        }
    }

    // Moves the output of one towards that of the other: the slope of half the squared distance is the difference.
    private void pull(double factor, List<double[]> one, List<double[]> other) {
        double[] slope = new double[one.getLast().length];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = one.getLast()[i] - other.getLast()[i];
        }
        double[] gradient = network.gradient(layer, one, slope);
        for (int i = 0; i < sum.length; i++) {
            sum[i] -= factor * gradient[i];
        }
    }
}
