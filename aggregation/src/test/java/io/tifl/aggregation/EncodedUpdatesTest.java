package io.tifl.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Updates that are added as they came. */
class EncodedUpdatesTest {
    private static final Layout LAYOUT = Layout.flat(1300);
    private static final UpdateLimits LIMITS = new UpdateLimits(8, 1000, 20);
    private static final Catalog<UpdateCodec> CODECS = Catalog.load("codec", UpdateCodec.class);

    @ParameterizedTest
    @ValueSource(strings = {"int8", "int4", "float32"})
    void theMeanHasTheBitsOfDecodedUpdates(String name) throws MalformedUpdateException {
        UpdateCodec codec = CODECS.get(name);
        Accumulator asTheyCame = new WeightedMean().open(LAYOUT, LIMITS);
        Accumulator decoded = new WeightedMean().open(LAYOUT, LIMITS);
        List<Update> updates = Update.random(LAYOUT, 10, new Seed(1));

        for (int i = 0; i < updates.size(); i++) {
            EncodedUpdate update = codec.encode(updates.get(i).change(), i);
            assertThat(asTheyCame.addEncoded(codec, update, i + 1)).isTrue();
            decoded.add(codec.decode(update, LAYOUT), i + 1);
        }

        assertThat(asTheyCame.finish()).isEqualTo(decoded.finish());
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "top-k", "sign", "int4-entropy"})
    void otherCodecsAreLeftToBeDecoded(String name) throws MalformedUpdateException {
        Accumulator accumulator = new WeightedMean().open(LAYOUT, LIMITS);
        EncodedUpdate update = CODECS.get(name).encode(Parameters.zeros(LAYOUT), 1);

        assertThat(accumulator.addEncoded(CODECS.get(name), update, 1)).isFalse();
        assertThat(accumulator.updates()).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {8.1f, -8.1f, Float.NaN, Float.POSITIVE_INFINITY, 3e38f})
    void whatMayLieOutsideTheLimitsIsLeftToBeDecoded(float odd) throws MalformedUpdateException {
        Accumulator accumulator = new WeightedMean().open(LAYOUT, LIMITS);
        for (String name : List.of("int8", "int4", "float32")) {
            float[] values = new float[LAYOUT.size()];
            values[700] = odd;
            EncodedUpdate update = CODECS.get(name).encode(Parameters.owning(LAYOUT, values), 1);

            assertThat(accumulator.addEncoded(CODECS.get(name), update, 1)).isFalse();
        }
        assertThat(accumulator.updates()).isZero();
    }

    @Test
    void floatsOfAnyAlignmentAreTakenFromWhereTheyLie() throws MalformedUpdateException {
        UpdateCodec codec = CODECS.get("float32");
        Accumulator asTheyCame = new WeightedMean().open(LAYOUT, LIMITS);
        Accumulator decoded = new WeightedMean().open(LAYOUT, LIMITS);
        List<Update> updates = Update.random(LAYOUT, 8, new Seed(2));

        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < updates.size(); i++) {
                MemorySegment bytes = codec.encode(updates.get(i).change(), i).payload();
                MemorySegment moved = arena.allocate(bytes.byteSize() + i).asSlice(i);
                moved.copyFrom(bytes);
                EncodedUpdate update = new EncodedUpdate("float32", LAYOUT.fingerprint(), moved);
                assertThat(asTheyCame.addEncoded(codec, update, i + 1)).isTrue();
                decoded.add(codec.decode(update, LAYOUT), i + 1);
            }
        }

        assertThat(asTheyCame.finish()).isEqualTo(decoded.finish());
    }

    @Test
    void aMadeUpScaleDoesNotPass() throws MalformedUpdateException {
        UpdateCodec codec = CODECS.get("int8");
        byte[] bytes = codec.encode(Parameters.zeros(LAYOUT), 1).payload().toArray(ValueLayout.JAVA_BYTE);
        MemorySegment payload = MemorySegment.ofArray(bytes);
        for (float scale : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, -1, 1, 1e38f}) {
            payload.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 512, scale);
            EncodedUpdate update = new EncodedUpdate("int8", LAYOUT.fingerprint(), payload);

            assertThat(new WeightedMean().open(LAYOUT, LIMITS).addEncoded(codec, update, 1))
                    .isFalse();
        }
    }

    @Test
    void malformedUpdatesAndBadWeightsChangeNothing() {
        UpdateCodec codec = CODECS.get("int8");
        Accumulator accumulator = new WeightedMean().open(LAYOUT, LIMITS);
        EncodedUpdate cut = new EncodedUpdate("int8", LAYOUT.fingerprint(), MemorySegment.ofArray(new byte[9]));
        EncodedUpdate good = codec.encode(Parameters.zeros(LAYOUT), 1);

        assertThatThrownBy(() -> accumulator.addEncoded(codec, cut, 1)).isInstanceOf(MalformedUpdateException.class);
        assertThatThrownBy(() -> accumulator.addEncoded(codec, good, 1001))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(accumulator.updates()).isZero();
    }
}
