package io.tifl.experiments.advi;

import io.tifl.experiments.advi.family.Mixture;

/**
 * A fitted approximation, in free numbers.
 *
 * @param mixture the approximation
 * @param search where the search ended, with the bounds along its way
 * @param converged whether it ended because the bound changed no more, not because its steps were used up
 */
public record Fit(Mixture mixture, Search search, boolean converged) {}
