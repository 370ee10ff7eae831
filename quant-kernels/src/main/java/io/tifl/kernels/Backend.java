package io.tifl.kernels;

/** Which implementation of the kernels this JVM uses: chosen once, at first use. */
public final class Backend {
    static final Kernels KERNELS;
    static final RowKernels ROWS;
    static final ImageKernels IMAGES;

    private static final String DESCRIPTION;

    static {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            KERNELS = new ScalarKernels();
            ROWS = new ScalarRowKernels();
            IMAGES = new ScalarImageKernels();
            DESCRIPTION = "scalar: start the JVM with --add-modules=jdk.incubator.vector for vector kernels";
        } else if (VectorKernels.bits() < 256) {
            KERNELS = new ScalarKernels();
            ROWS = new ScalarRowKernels();
            IMAGES = new ScalarImageKernels();
            DESCRIPTION = "scalar: vector registers have " + VectorKernels.bits() + " bits, of 256 needed";
        } else {
            KERNELS = new VectorKernels();
            ROWS = new VectorRowKernels();
            IMAGES = new VectorImageKernels();
            DESCRIPTION = "vector: registers of " + VectorKernels.bits() + " bits";
        }
    }

    private Backend() {}

    /** One line for a log: the backend's name, and why it was chosen. */
    public static String description() {
        return DESCRIPTION;
    }
}
