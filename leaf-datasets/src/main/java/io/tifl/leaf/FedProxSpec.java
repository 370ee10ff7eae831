package io.tifl.leaf;

/**
 * What FedProx's synthetic generator is asked for.
 *
 * @param users at least 1; FedProx has 30
 * @param classes at least 2; FedProx has 10
 * @param dimensions features of an example, at least 1; FedProx has 60
 * @param alpha how much the models of users differ: a standard deviation, 0 or more
 * @param beta how much their features differ: a standard deviation, 0 or more
 * @param isIid whether all users have one model and one distribution; alpha and beta are 0 then in FedProx
 */
public record FedProxSpec(int users, int classes, int dimensions, double alpha, double beta, boolean isIid, int seed) {
    public FedProxSpec {
        SyntheticSpec.check("users", users, 1, 100_000);
        SyntheticSpec.check("classes", classes, 2, 1000);
        SyntheticSpec.check("dimensions", dimensions, 1, 10_000);
        SyntheticSpec.check("seed", seed, 0, Integer.MAX_VALUE);
        if (!(alpha >= 0 && alpha <= 1e6 && beta >= 0 && beta <= 1e6)) {
            throw new IllegalArgumentException("alpha and beta must be 0 to 1000000, got " + alpha + " and " + beta);
        }
    }
}
