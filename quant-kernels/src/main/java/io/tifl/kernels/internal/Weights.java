package io.tifl.kernels.internal;

/**
 * A matrix of signed bytes, row-major: what is packed.
 *
 * @param values {@code depth * columns} bytes; not copied, so nobody may change them
 * @param depth rows, the length of the sums
 * @param columns outputs
 */
@SuppressWarnings("ArrayRecordComponent") // read in place, never compared
public record Weights(byte[] values, int depth, int columns) {
    int at(int row, int column) {
        return row < depth && column < columns ? values[row * columns + column] : 0;
    }
}
