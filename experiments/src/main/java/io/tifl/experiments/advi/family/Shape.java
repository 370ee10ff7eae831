package io.tifl.experiments.advi.family;

/** The form of a Gaussian's covariance. */
public sealed interface Shape {
    /** A diagonal covariance: one scale per coordinate. */
    record MeanField() implements Shape {}

    /** Any covariance, as the lower triangle of its Cholesky factor. */
    record FullRank() implements Shape {}

    /**
     * A diagonal plus a matrix of low rank, {@code diag(d^2) + B B'}.
     *
     * @param rank columns of B, at least 1
     */
    record LowRank(int rank) implements Shape {
        public LowRank {
            if (rank < 1) {
                throw new IllegalArgumentException("the rank must be at least 1, got " + rank);
            }
        }
    }

    /** Numbers that describe a covariance in so many dimensions. */
    default int scaleParameters(int dimension) {
        return switch (this) {
            case MeanField() -> dimension;
            case FullRank() -> dimension * (dimension + 1) / 2;
            case LowRank(int rank) -> dimension * (1 + rank);
        };
    }

    /** Standard normal numbers that one sample takes. */
    default int noise(int dimension) {
        return switch (this) {
            case MeanField(), FullRank() -> dimension;
            case LowRank(int rank) -> dimension + rank;
        };
    }
}
