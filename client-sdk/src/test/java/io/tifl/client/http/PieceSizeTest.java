package io.tifl.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PieceSizeTest {
    private final PieceSize pieces = new PieceSize(PieceSize.SECONDS_PER_PIECE);

    @Test
    void aSlowLineGetsTwoSecondsWorthAtATime() {
        int rate = 64 << 10;

        sendAtRate(rate, 10);

        assertThat(pieces.next()).isEqualTo(2 * rate);
    }

    @Test
    void aFastLineGetsTheLargestPiecesSoon() {
        sendAtRate(100 << 20, 4);

        assertThat(pieces.next()).isEqualTo(PieceSize.LARGEST);
    }

    @Test
    void aLineThatHardlyMovesGetsTheSmallestPieces() {
        sendAtRate(1000, 3);

        assertThat(pieces.next()).isEqualTo(PieceSize.SMALLEST);
    }

    @Test
    void everyBreakHalvesThePieceDownToTheSmallest() {
        int before = pieces.next();
        pieces.broken();
        assertThat(pieces.next()).isEqualTo(before / 2);

        for (int i = 0; i < 10; i++) {
            pieces.broken();
        }
        assertThat(pieces.next()).isEqualTo(PieceSize.SMALLEST);
    }

    private void sendAtRate(int bytesPerSecond, int times) {
        for (int i = 0; i < times; i++) {
            int bytes = pieces.next();
            pieces.sent(bytes, Duration.ofNanos(bytes * 1_000_000_000L / bytesPerSecond));
        }
    }
}
