package io.tifl.kernels;

/** The product written down as it is defined, independent of all backends. */
final class GemmReference {
    private GemmReference() {}

    /** Sums of products modulo 2^32, row-major. */
    static int[] exact(byte[] a, byte[] b, int rows, int depth, int columns) {
        int[] c = new int[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < depth; k++) {
                int x = Byte.toUnsignedInt(a[i * depth + k]);
                for (int j = 0; j < columns; j++) {
                    c[i * columns + j] += x * b[k * columns + j];
                }
            }
        }
        return c;
    }

    /** The same with sums of two neighbouring products clamped to 16 bits. */
    static int[] saturating(byte[] a, byte[] b, int rows, int depth, int columns) {
        int[] c = new int[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < depth; k += 2) {
                    int pair = Byte.toUnsignedInt(a[i * depth + k]) * b[k * columns + j];
                    pair += k + 1 < depth ? Byte.toUnsignedInt(a[i * depth + k + 1]) * b[(k + 1) * columns + j] : 0;
                    c[i * columns + j] += Math.clamp(pair, -32768, 32767);
                }
            }
        }
        return c;
    }
}
