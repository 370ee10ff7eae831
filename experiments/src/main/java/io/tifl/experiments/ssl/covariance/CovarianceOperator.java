package io.tifl.experiments.ssl.covariance;

import io.tifl.experiments.network.Matrix;
import java.util.List;

/**
 * What contrast multiplies the weights of a layer by: {@code -grad vec(W_l) = OP_l vec(W_l)}.
 *
 * <p>With the simple contrastive loss and the gradient of one tower, {@code OP_l} is the covariance over samples of
 * connections averaged over augmentations (arXiv 2010.00578, theorem 2); where both towers share weights and pass
 * gradients, exactly twice that. Other losses weigh pairs of samples and leave a residual that lives within the
 * augmentations (theorem 4). Expectations run over all samples and views, with the negative drawn independently, so it
 * may be the sample itself. Operators have a row and a column for each weight of the layer: meant for layers of some
 * hundred weights.
 */
public final class CovarianceOperator {
    private final ReluNetwork network;
    private final AugmentedSamples samples;
    private final int layer;
    private final List<List<Matrix>> connections;
    private final List<Matrix> means;

    private CovarianceOperator(ReluNetwork network, AugmentedSamples samples, int layer) {
        this.network = network;
        this.samples = samples;
        this.layer = layer;
        this.connections = samples.views().stream()
                .map(views -> views.stream()
                        .map(view -> network.connection(layer, view))
                        .toList())
                .toList();
        this.means = connections.stream().map(CovarianceOperator::mean).toList();
    }

    /**
     * Of a layer and what it sees.
     *
     * @param layer from 1
     * @throws IllegalArgumentException if there is no such layer, or the samples do not fit the network
     */
    public static CovarianceOperator of(ReluNetwork network, AugmentedSamples samples, int layer) {
        return new CovarianceOperator(network, samples, layer);
    }

    private static Matrix mean(List<Matrix> views) {
        Matrix mean = new Matrix(views.getFirst().rows(), views.getFirst().columns());
        views.forEach(view -> mean.add(1.0 / views.size(), view));
        return mean;
    }

    /** The mean of a sample's connections over its views. */
    public Matrix meanConnection(int sample) {
        return means.get(sample).copy();
    }

    /** The covariance over samples of mean connections; symmetric and without negative eigenvalues. */
    public Matrix betweenSamples() {
        Matrix centre = new Matrix(means.getFirst().rows(), means.getFirst().columns());
        for (int x = 0; x < samples.size(); x++) {
            centre.add(samples.probability(x), means.get(x));
        }
        Matrix sum = empty();
        for (int x = 0; x < samples.size(); x++) {
            addSquare(sum, samples.probability(x), means.get(x).minus(centre));
        }
        return sum;
    }

    /** The mean over samples of the covariance of connections over views: what pulling views together shrinks. */
    public Matrix withinSamples() {
        Matrix sum = empty();
        for (int x = 0; x < samples.size(); x++) {
            for (Matrix view : connections.get(x)) {
                addSquare(sum, samples.probability(x) / connections.get(x).size(), view.minus(means.get(x)));
            }
        }
        return sum;
    }

    /**
     * Half the mean over independent pairs of samples of {@code ξ (K - K')(K - K')'}; with ξ = 1 that is
     * {@link #betweenSamples}.
     */
    public Matrix weighted(PairWeight weight) {
        Matrix sum = empty();
        for (int x = 0; x < samples.size(); x++) {
            for (int y = 0; y < samples.size(); y++) {
                double share = samples.probability(x) * samples.probability(y) * weight.of(x, y);
                addSquare(sum, share / 2, means.get(x).minus(means.get(y)));
            }
        }
        return sum;
    }

    /**
     * What a loss does beyond {@link #weighted}, the θ of theorem 4: nothing where its slope is the weight itself, or
     * where samples have one view. Need not be symmetric.
     */
    public Matrix residual(PairSlope slope, PairWeight weight) {
        Matrix sum = empty();
        ViewTriples.forEach(network, samples, triple -> {
            List<Matrix> own = connections.get(triple.sample());
            Matrix gap = own.get(triple.positive())
                    .minus(connections.get(triple.other()).get(triple.negative()));
            sum.add(
                    triple.probability() * triple.slope(slope),
                    own.get(triple.anchor()).timesTranspose(gap));
        });
        return sum.add(-1, weighted(weight));
    }

    /** The layer's weights as a column, in the order of the operator's rows. */
    public double[] weights() {
        return network.weights().get(layer - 1).values().clone();
    }

    private Matrix empty() {
        return new Matrix(means.getFirst().rows(), means.getFirst().rows());
    }

    private static void addSquare(Matrix sum, double factor, Matrix part) {
        sum.add(factor, part.timesTranspose(part));
    }
}
