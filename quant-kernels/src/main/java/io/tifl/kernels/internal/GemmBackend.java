package io.tifl.kernels.internal;

/** One way of computing products; all give the same bits. Arguments are checked by the facade. */
public interface GemmBackend {
    /** Packs weights in the form that this backend multiplies fastest; every backend multiplies any form. */
    default Panels pack(Weights weights, int largestInput) {
        return Panels.exact(weights, largestInput);
    }

    /** Prepares products with the weights. */
    Multiplication bind(Panels panels, Stage stage);
}
