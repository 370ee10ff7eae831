package io.tifl.client.compiled;

/** A buffer of images; flat features are images of one pixel. */
record Plane(int address, Grid grid) {
    static Plane of(Slab slab, Grid grid, int capacity) {
        return new Plane(slab.floats((long) grid.image() * capacity), grid);
    }

    int image(int index) {
        return address + index * grid.image();
    }

    /** Address of a pixel. */
    int pixel(int index, int y, int x) {
        return address + index * grid.image() + grid.offset(y, x);
    }
}
