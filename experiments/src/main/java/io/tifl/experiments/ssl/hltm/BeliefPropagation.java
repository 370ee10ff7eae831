package io.tifl.experiments.ssl.hltm;

/**
 * What the leaves below each latent say of it, by messages up the tree (Pearl, Probabilistic Reasoning in Intelligent
 * Systems, 1988). The expectation of a latent given the leaves correlates with it as strongly as any function of these
 * leaves can, so it is the ceiling for a network of the tree's shape.
 */
final class BeliefPropagation {
    private BeliefPropagation() {}

    /**
     * The probability that each latent is 1, given the leaves below it.
     *
     * @return latent by latent, each with its samples in a row
     */
    static double[] posteriors(LatentTree tree, TreeSamples samples, double rootPrior) {
        TreeShape shape = tree.shape();
        int count = samples.count();
        double[] shares = shares(tree, samples);
        double[] posteriors = new double[shape.latents() * count];
        for (int node = 0; node < shape.latents(); node++) {
            double prior = tree.prior(node, rootPrior);
            for (int k = node * count; k < (node + 1) * count; k++) {
                double one = prior * shares[k];
                posteriors[k] = one / (one + (1 - prior) * (1 - shares[k]));
            }
        }
        return posteriors;
    }

    // Likelihoods of the leaves below a node if it is 1, as a share of those for 1 and for 0.
    private static double[] shares(LatentTree tree, TreeSamples samples) {
        TreeShape shape = tree.shape();
        int count = samples.count();
        double[] shares = new double[shape.nodes() * count];
        for (int k = shape.latents() * count; k < shares.length; k++) {
            shares[k] = samples.states()[k];
        }
        for (int node = shape.latents() - 1; node >= 0; node--) {
            for (int b = 0; b < count; b++) {
                shares[node * count + b] = share(tree, node, shares, count, b);
            }
        }
        return shares;
    }

    // A share again after each child, so that many children do not underflow.
    private static double share(LatentTree tree, int node, double[] shares, int count, int sample) {
        int first = tree.shape().firstChild(node);
        double share = 0.5;
        for (int child = first; child < first + tree.shape().children(); child++) {
            double toOne = 0.5 + tree.polarity(child) * (shares[child * count + sample] - 0.5);
            double one = share * toOne;
            share = one / (one + (1 - share) * (1 - toOne));
        }
        return share;
    }
}
