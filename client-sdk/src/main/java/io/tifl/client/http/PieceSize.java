package io.tifl.client.http;

import java.time.Duration;

/**
 * How much of a reply travels at a time: what the line carried in two seconds, so that a break costs about a second's worth.
 * Begins small and grows at most fourfold from piece to piece. Confined to one thread.
 */
final class PieceSize {
    static final int SMALLEST = 16 << 10;
    static final int LARGEST = 8 << 20;

    private static final int FIRST = 64 << 10;
    private static final int GROWTH = 4;

    /** Of a line's time, so much goes into one piece. */
    static final double SECONDS_PER_PIECE = 2;

    private final double seconds;
    private long bytes = FIRST;

    /** @param seconds a piece should take, its answer included */
    PieceSize(double seconds) {
        this.seconds = seconds;
    }

    /** Bytes of the next piece. */
    int next() {
        return (int) bytes;
    }

    /** A piece got through, its answer included. */
    void sent(int pieceBytes, Duration took) {
        double fitting = pieceBytes * 1e9 / Math.max(took.toNanos(), 1) * seconds;
        bytes = (long) Math.clamp(Math.min(fitting, (double) bytes * GROWTH), SMALLEST, LARGEST);
    }

    /** A piece did not get through. */
    void broken() {
        bytes = Math.max(bytes / 2, SMALLEST);
    }
}
