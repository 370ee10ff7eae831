package io.tifl.experiments.advi.bound;

/**
 * A lower bound of the log evidence that an approximation q of a posterior is fitted by, with {@code w(z) = p(x, z) /
 * q(z)} and q always the whole mixture.
 *
 * <p>Stratified bounds draw T samples from each of the K components and weigh them by the mixture's weights, which makes
 * them differentiable in these weights; the others draw T samples from the mixture, and the gradient in the weights
 * takes a score function.
 */
public enum Bound {
    /** {@code E log w}. */
    ELBO(false, false),
    /** {@code sum_k a_k E_k log w}: the same expectation as the ELBO's, less variance. */
    SELBO(true, false),
    /** {@code E log (1/T) sum_t w_t} (Burda et al., Importance Weighted Autoencoders, ICLR 2016). */
    IWAE(false, true),
    /** {@code E log (1/T) sum_t sum_k a_k w_kt} (Morningstar et al., AISTATS 2021). */
    SIWAE(true, true);

    private final boolean stratified;
    private final boolean weighted;

    Bound(boolean stratified, boolean weighted) {
        this.stratified = stratified;
        this.weighted = weighted;
    }

    /** Whether every component is sampled. */
    public boolean stratified() {
        return stratified;
    }

    /** Whether weights are summed before the logarithm. */
    public boolean weighted() {
        return weighted;
    }
}
