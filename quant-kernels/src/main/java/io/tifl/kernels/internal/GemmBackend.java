package io.tifl.kernels.internal;

/** One way of computing products; all give the same bits. Arguments are checked by the facade. */
public interface GemmBackend {
    /** Prepares products with the weights. */
    Multiplication bind(Panels panels, Stage stage);
}
