package io.tifl.client.compiled;

/** What one stage hands the next: images, or flat features as one pixel with many channels. */
record Shape(int height, int width, int channels) {
    static Shape flat(int features) {
        return new Shape(1, 1, features);
    }

    int size() {
        return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }
}
