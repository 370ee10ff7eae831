/** Numeric kernels that know nothing of federated learning. */
module io.tifl.kernels {
    requires static jdk.incubator.vector;
    requires static org.jspecify;

    exports io.tifl.kernels;
}
