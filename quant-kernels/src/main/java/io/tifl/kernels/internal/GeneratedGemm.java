package io.tifl.kernels.internal;

import io.tifl.kernels.jit.GemmKernels;
import io.tifl.kernels.jit.Jit;
import java.util.Optional;

/** Products by code generated for this processor. */
public final class GeneratedGemm implements GemmBackend {
    private final GemmKernels kernels;
    private final GemmBackend otherwise;

    private GeneratedGemm(GemmKernels kernels, GemmBackend otherwise) {
        this.kernels = kernels;
        this.otherwise = otherwise;
    }

    /**
     * The backend, where code can be generated.
     *
     * @param otherwise who computes when memory for code runs out
     */
    public static Optional<GemmBackend> load(Jit jit, GemmBackend otherwise) {
        return GemmKernels.generate(jit).map(kernels -> new GeneratedGemm(kernels, otherwise));
    }

    @Override
    public Multiplication bind(Panels panels, Stage stage) {
        Optional<Multiplication> bound = GeneratedMultiplication.bind(kernels, panels, stage);
        return bound.orElseGet(() -> otherwise.bind(panels, stage));
    }
}
