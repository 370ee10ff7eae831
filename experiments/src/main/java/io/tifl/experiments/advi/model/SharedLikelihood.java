package io.tifl.experiments.advi.model;

/** Where the sums of all data's log likelihoods come from: data here, or clients that are asked. */
@FunctionalInterface
public interface SharedLikelihood {
    /** The sums at points, each the values of the parameters. */
    LikelihoodSums at(double[][] points);
}
