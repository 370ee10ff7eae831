package io.tifl.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrittenSumTest {
    private static final Layout LAYOUT = Layout.flat(3);
    private static final UpdateLimits LIMITS = UpdateLimits.forRound(10);
    private static final int UPDATES_AT = 36;

    private static Accumulator sum(float... values) {
        Accumulator sum = new WeightedMean().open(LAYOUT, LIMITS);
        for (float value : values) {
            sum.add(Parameters.copyOf(LAYOUT, new float[] {value, -value / 3, 1e-20f * value}), 7);
        }
        return sum;
    }

    @Test
    void writtenSumsMergeToTheBitsOfOneSum() {
        Accumulator merged = sum(0.1f);
        merged.mergeWritten(ByteBuffer.wrap(sum(0.3f, -900).write()));

        assertThat(merged.finish()).isEqualTo(sum(-900, 0.1f, 0.3f).finish());
    }

    @Test
    void aSumIsReadFromTheMidstOfAMessage() {
        byte[] written = sum(2).write();
        ByteBuffer message = ByteBuffer.allocate(written.length + 5);
        message.put(3, written);
        Accumulator merged = sum(1);

        merged.mergeWritten(message.slice(3, written.length));

        assertThat(merged.finish()).isEqualTo(sum(1, 2).finish());
    }

    @Test
    void whatIsNoSumOfThisKindIsRefusedAndChangesNothing() {
        byte[] good = sum(1, 2).write();
        byte[] otherLayout = new WeightedMean().open(Layout.flat(4), LIMITS).write();
        byte[] otherLimits =
                new WeightedMean().open(LAYOUT, UpdateLimits.forRound(11)).write();
        byte[] tooMany = good.clone();
        ByteBuffer.wrap(tooMany).order(ByteOrder.LITTLE_ENDIAN).putInt(UPDATES_AT, 11);
        byte[] negative = good.clone();
        ByteBuffer.wrap(negative).order(ByteOrder.LITTLE_ENDIAN).putInt(UPDATES_AT, -1);
        Accumulator sum = sum(5);

        for (byte[] bad : List.of(new byte[0], new byte[88], otherLayout, otherLimits, tooMany, negative)) {
            assertThatThrownBy(() -> sum.mergeWritten(ByteBuffer.wrap(bad)))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        assertThat(sum.finish()).isEqualTo(sum(5).finish());
    }
}
