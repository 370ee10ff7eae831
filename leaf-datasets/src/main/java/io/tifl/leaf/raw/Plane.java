package io.tifl.leaf.raw;

/**
 * One channel of an image, 0 to 255, row by row. Immutable by convention: whoever makes one gives the array away.
 *
 * @param samples {@code width * height} of them, unsigned
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Plane(int width, int height, byte[] samples) {
    Plane {
        if (width < 1 || height < 1 || samples.length != width * height) {
            throw new IllegalArgumentException(samples.length + " samples do not make " + width + " x " + height);
        }
    }

    int at(int x, int y) {
        return samples[y * width + x] & 0xFF;
    }
}
