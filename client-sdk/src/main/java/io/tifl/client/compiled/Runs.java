package io.tifl.client.compiled;

/**
 * Cuts planes of one shape into runs of adjacent pixels: blocks of a batch if none has a frame, rows of images otherwise.
 *
 * @param height of an image
 * @param rows pixels of a run; the last one of a batch may be shorter
 */
record Runs(boolean plain, int pixel, int pixels, int height, int rows) {
    // Two such runs fit in first-level cache.
    private static final int SHORT = 2048;

    /** Runs that stay in first-level cache, for kernels that go over them channel by channel. */
    static Runs cached(Plane... planes) {
        return of(Math.max(8, SHORT / planes[0].grid().pixel()), planes);
    }

    /** Runs as long as they can be. */
    static Runs whole(Plane... planes) {
        return of(Integer.MAX_VALUE, planes);
    }

    private static Runs of(int most, Plane... planes) {
        Grid grid = planes[0].grid();
        boolean plain = true;
        for (Plane plane : planes) {
            plain &= plane.grid().isPlain();
        }
        return new Runs(plain, grid.pixel(), grid.pixels(), grid.height(), plain ? most : grid.width());
    }

    int count(int images) {
        return plain ? Math.ceilDiv(images * pixels, rows) : images * height;
    }

    /** Pixels of a run. */
    int rows(int images, int run) {
        return plain ? Math.min(rows, images * pixels - run * rows) : rows;
    }

    int address(Plane plane, int run) {
        return plain ? plane.address() + run * rows * pixel : plane.pixel(run / height, run % height, 0);
    }
}
