package io.tifl.kernels.internal;

/**
 * Products by {@code vpdpbusd} of AVX-512 VNNI, which is exact for all weights, so that they are packed as they are. Weights
 * packed in another form, those whose sums shall saturate among them, are multiplied with AVX2.
 */
final class DotGemm implements GemmBackend {
    private final GemmBackend generated;

    /**
     * A backend on a processor with AVX-512 VNNI.
     *
     * @param generated what binds to generated code
     */
    DotGemm(GemmBackend generated) {
        this.generated = generated;
    }

    @Override
    public Panels pack(Weights weights, int largestInput) {
        return Panels.unbounded(weights);
    }

    @Override
    public Multiplication bind(Panels panels, Stage stage) {
        return generated.bind(panels, stage);
    }
}
