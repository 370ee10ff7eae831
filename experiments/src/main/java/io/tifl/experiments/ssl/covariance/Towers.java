package io.tifl.experiments.ssl.covariance;

/** Through which of the dual networks a gradient passes. */
public enum Towers {
    /** The anchor's alone; the other network's outputs count as given. */
    ONE,
    /** Both, which share their weights. */
    BOTH
}
