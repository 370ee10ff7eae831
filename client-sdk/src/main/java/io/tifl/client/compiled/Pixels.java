package io.tifl.client.compiled;

/** Runs element-wise kernels over planes whose pixels may lie in frames. */
final class Pixels {
    private Pixels() {}

    /** Applies what a kernel's floor has not yet done of an activation. */
    static void activate(Kernels kernels, Activation activation, Plane plane, int images) {
        if (activation.needsPass()) {
            apply(kernels, activation, plane, images);
        }
    }

    /** Applies an activation in place. */
    static void apply(Kernels kernels, Activation activation, Plane plane, int images) {
        Grid grid = plane.grid();
        // A sigmoid of 0 is not 0: padded channels have to be left out, or the next layer would learn from them.
        boolean paddingStays = activation != Activation.SIGMOID || grid.pixel() == grid.channels();
        for (int i = 0; i < images; i++) {
            for (int y = 0; y < grid.height(); y++) {
                if (paddingStays) {
                    kernels.activate(activation, plane.pixel(i, y, 0), grid.width() * grid.pixel());
                    continue;
                }
                for (int x = 0; x < grid.width(); x++) {
                    kernels.activate(activation, plane.pixel(i, y, x), grid.channels());
                }
            }
        }
    }

    /** {@code delta = gradient * f'(out)}, each in its own frame; {@code gradient} may be {@code delta}. */
    static void differentiate(
            Kernels kernels, Activation activation, Plane gradient, Plane out, Plane delta, int images) {
        if (activation == Activation.IDENTITY && delta.equals(gradient)) {
            return;
        }
        Grid grid = delta.grid();
        boolean apart = grid.across() != 1;
        int columns = apart ? grid.width() : 1;
        int count = apart ? grid.pixel() : grid.width() * grid.pixel();
        for (int i = 0; i < images; i++) {
            for (int y = 0; y < grid.height(); y++) {
                for (int x = 0; x < columns; x++) {
                    kernels.differentiate(
                            activation, gradient.pixel(i, y, x), out.pixel(i, y, x), delta.pixel(i, y, x), count);
                }
            }
        }
    }

    /** {@code out = a * b}, pixel by pixel, each in its own frame. */
    static void multiply(Kernels kernels, Plane a, Plane b, Plane out, int images) {
        Grid grid = out.grid();
        for (int i = 0; i < images; i++) {
            for (int y = 0; y < grid.height(); y++) {
                kernels.multiply(a.pixel(i, y, 0), b.pixel(i, y, 0), out.pixel(i, y, 0), grid.width() * grid.pixel());
            }
        }
    }
}
