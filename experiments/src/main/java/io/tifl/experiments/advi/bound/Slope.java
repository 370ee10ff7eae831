package io.tifl.experiments.advi.bound;

/** How a bound's gradient is estimated; both are unbiased. */
public enum Slope {
    /** The derivative of the estimate itself at fixed noise. */
    PLAIN,
    /**
     * Less variance close to the optimum, none at it: the score of q is left out where its expectation is 0, and
     * expressed through the sample's path where it is not (Roeder et al., Sticking the Landing, 2017; Tucker et al.,
     * Doubly Reparameterized Gradient Estimators, 2019). In a stratified bound only a sample's own component has such a
     * path; the scores of the other components stay, each with the weight's distance from its stratum's share.
     */
    DOUBLY_REPARAMETERISED
}
